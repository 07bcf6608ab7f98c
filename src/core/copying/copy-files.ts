import { createHash } from 'node:crypto';
import type { StoredFile, TenantFiles } from '#contracts/files.ts';
import { OtherData } from './copy-all.ts';

/** A tenant's files in the source and in the target. */
export interface FilePlaces {
  readonly from: TenantFiles;
  readonly to: TenantFiles;
}

/** Copies every file that the target does not have yet. @throws ChecksumMismatch */
export async function copyFiles({ from, to }: FilePlaces, copied: () => void): Promise<void> {
  for await (const about of from.list()) {
    if (!same(await aboutIn(to, about.id), about)) await copy(about);
    copied();
  }

  async function copy(about: StoredFile): Promise<void> {
    const source = await from.open(about.id);
    if (!source) throw new ChecksumMismatch(about.id);
    if (same(await to.put(about.id, source.bytes, { type: about.type, limit: Infinity }), about)) return;
    await to.remove(about.id);
    throw new ChecksumMismatch(about.id);
  }
}

/** Reads every copy and counts those with the size and hash of the original. @throws OtherData if one differs */
export async function countSameFiles({ from, to }: FilePlaces): Promise<number> {
  let count = 0;
  for await (const about of from.list()) {
    const copy = await to.open(about.id);
    if (!copy || !same({ ...copy.about, ...(await measured(copy.bytes)) }, about)) throw new OtherData('files');
    count += 1;
  }
  let copies = 0;
  for await (const _ of to.list()) copies += 1;
  if (copies !== count) throw new OtherData('files');
  return count;
}

/** A file whose bytes do not match its stored checksum. */
export class ChecksumMismatch extends Error {
  override readonly name = 'ChecksumMismatch';
  constructor(id: string) {
    super(`The file ${id} is damaged: its bytes do not match its checksum. Restore it from a backup, and copy again.`);
  }
}

async function aboutIn(files: TenantFiles, id: string): Promise<StoredFile | undefined> {
  const found = await files.open(id);
  await found?.bytes.cancel();
  return found?.about;
}

async function measured(bytes: ReadableStream<Uint8Array>): Promise<Pick<StoredFile, 'size' | 'sha256'>> {
  const sum = createHash('sha256');
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    sum.update(chunk);
  }
  return { size, sha256: sum.digest('hex') };
}

function same(one: StoredFile | undefined, other: StoredFile): boolean {
  return one?.type === other.type && one.size === other.size && one.sha256 === other.sha256;
}
