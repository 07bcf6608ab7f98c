import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FileTooLarge } from '#contracts/files.ts';

export interface Received {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Streams bytes into a new file, flushed to disk. Past `limit` it stops reading and keeps nothing. */
export async function receive(bytes: ReadableStream<Uint8Array>, folder: string, limit: number): Promise<Received> {
  const name = randomUUID();
  const path = join(folder, name);
  const file = await open(path, 'wx', 0o600);
  const sum = createHash('sha256');
  let size = 0;
  try {
    // An exception in the loop cancels the stream.
    for await (const chunk of bytes) {
      size += chunk.byteLength;
      if (size > limit) throw new FileTooLarge(limit);
      sum.update(chunk);
      for (let at = 0; at < chunk.byteLength;) at += (await file.write(chunk, at)).bytesWritten;
    }
    await file.sync();
    await file.close();
    return { name, path, size, sha256: sum.digest('hex') };
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

/** Rejects with ENOENT if there is no such file. Once open, the bytes stay readable even if the file is removed. */
export async function openBytes(path: string): Promise<ReadableStream<Uint8Array>> {
  const file = await openDescriptor(path, 'r');
  let reading: Promise<unknown> = Promise.resolve();
  // If a descriptor is closed during a read, its number may already belong to another file when the read runs.
  const end = once(() => reading.then(() => closeDescriptor(file)));
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const read = readDescriptor(file, new Uint8Array(CHUNK_BYTES), 0, CHUNK_BYTES, null);
      reading = read.catch(() => {});
      const { bytesRead, buffer } = await read;
      if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead));
      await end();
      controller.close();
    },
    cancel: end,
  });
  forgotten.register(stream, end);
  return stream;
}

/** Closes files that callers neither read to the end nor cancel. An unclosed `FileHandle` would end the process when collected. */
const forgotten = new FinalizationRegistry((end: () => Promise<void>) => void end().catch(() => {}));

const CHUNK_BYTES = 64 * 1024;
const openDescriptor = promisify(fs.open);
const readDescriptor = promisify(fs.read);
const closeDescriptor = promisify(fs.close);

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= run());
}
