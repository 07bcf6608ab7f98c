import { z } from 'zod';

export const storedFile = z.object({
  id: z.string().min(1),
  /** MIME type as received. Use it for display only; it is not verified. */
  type: z.string(),
  size: z.int().nonnegative(),
  /** Checksum of the bytes in lower-case hex. */
  sha256: z.string(),
});
export type StoredFile = Readonly<z.infer<typeof storedFile>>;

export interface OpenFile {
  readonly about: StoredFile;
  readonly bytes: ReadableStream<Uint8Array>;
}

/** A tenant's files by id. Media is kept here because it is too large for documents and the provider's copy expires. */
export interface TenantFiles {
  /**
   * Resolves when the bytes are on disk under `id`. A second `put` with the same id replaces them. Past `limit` bytes it
   * rejects with `FileTooLarge` and keeps nothing.
   */
  put(
    id: string,
    bytes: ReadableStream<Uint8Array>,
    about: { readonly type: string; readonly limit: number },
  ): Promise<StoredFile>;
  /** `undefined` if there is no such file or it belongs to another tenant. The caller cannot tell which. */
  open(id: string): Promise<OpenFile | undefined>;
  remove(id: string): Promise<void>;
  /** Every file of the tenant, in no particular order. One that is put or removed meanwhile may be among them or not. */
  list(): AsyncIterable<StoredFile>;
}

export interface Files {
  tenant(id: string): TenantFiles;
}

export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
  constructor(limit: number) {
    super(`the file is larger than ${limit} bytes`);
  }
}
