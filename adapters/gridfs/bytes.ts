import { createHash } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { GridFSBucket, type GridFSBucketReadStream, type GridFSBucketWriteStream, type ObjectId } from 'mongodb';
import { FileTooLarge, type StoredFile } from '#contracts/files.ts';
import { StoreFailure } from '#contracts/store.ts';
import { BUCKET, type SharedDatabase } from './shared-database.ts';

interface Revision {
  readonly tenant: string;
  readonly id: string;
  readonly revision: string;
  readonly type: string;
}

export interface Bytes {
  /** Rejects if the stream does, and with FileTooLarge past `limit`. Afterwards nothing of it is being written. */
  write(of: Revision, stream: ReadableStream<Uint8Array>, limit: number): Promise<Pick<StoredFile, 'size' | 'sha256'>>;
  /** Does not ask the database before the stream is read. */
  read(tenant: string, revision: string, size: number): ReadableStream<Uint8Array>;
  remove(tenant: string, revision: string): Promise<void>;
}

/** Revisions of files in GridFS. Each id begins with its tenant. */
export function gridBytes({ db, asked }: SharedDatabase): Bytes {
  const bucket = new GridFSBucket(db, { bucketName: BUCKET });
  return {
    async write({ tenant, id, revision, type }, stream, limit) {
      const metadata = { tenantId: tenant, id, type };
      const upload = bucket.openUploadStreamWithId(gridId(tenant, revision), `${encodeURIComponent(tenant)}/${id}`, { metadata });
      // Every write reports the error to its caller, so this listener has nothing to do.
      upload.on('error', () => {});
      const sum = createHash('sha256');
      let size = 0;
      try {
        // An exception in the loop cancels the stream.
        for await (const chunk of stream) {
          size += chunk.byteLength;
          if (size > limit) throw new FileTooLarge(limit);
          sum.update(chunk);
          await asked(taken(upload, chunk));
        }
        await asked(ended(upload));
      } catch (error) {
        upload.destroy();
        throw error;
      }
      return { size, sha256: sum.digest('hex') };
    },

    read: (tenant, revision, size) => readable(bucket.openDownloadStream(gridId(tenant, revision)), size, asked),

    /** Does not use `bucket.delete`, which rejects if there are only chunks. */
    async remove(tenant, revision) {
      const id = gridId(tenant, revision);
      await asked(db.collection(`${BUCKET}.files`).deleteOne({ _id: id }));
      await asked(db.collection(`${BUCKET}.chunks`).deleteMany({ files_id: id }));
    },
  };
}

/** The GridFS specification allows ids of any type; the driver's types allow only this one. */
function gridId(tenant: string, revision: string): ObjectId {
  return `${encodeURIComponent(tenant)}/${revision}` as unknown as ObjectId;
}

function taken(upload: GridFSBucketWriteStream, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => upload.write(chunk, (error) => (error ? reject(error) : resolve())));
}

/** Uses `finished`, because the callback of `end` is also called after a failure. */
function ended(upload: GridFSBucketWriteStream): Promise<void> {
  const done = finished(upload);
  upload.end();
  return done;
}

/** The driver treats missing chunks at the end as the end of the file, so the size is checked here. */
function readable(download: GridFSBucketReadStream, size: number, asked: SharedDatabase['asked']): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = download[Symbol.asyncIterator]();
  let read = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await asked(chunks.next());
        if (next.done && read < size) throw new StoreFailure('unavailable', 'no', 'the file was removed while it was read');
        if (next.done) return controller.close();
        read += next.value.byteLength;
        controller.enqueue(next.value);
      },
      cancel: () => asked(download.abort()),
    },
    { highWaterMark: 0 },
  );
}
