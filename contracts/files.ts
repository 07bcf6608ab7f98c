import { z } from 'zod';

export const storedFile = z.object({
  id: z.string().min(1),
  /** MIME type as it was given; do not trust it for anything but display. */
  type: z.string(),
  size: z.int().nonnegative(),
  /** Of the bytes, lower-case hex. */
  sha256: z.string(),
});
export type StoredFile = Readonly<z.infer<typeof storedFile>>;

export interface OpenFile {
  readonly about: StoredFile;
  readonly bytes: ReadableStream<Uint8Array>;
}

/** A tenant's bytes by id: media is too large for documents, and the provider's copy expires. */
export interface TenantFiles {
  /**
   * Resolves when the bytes are on disk under `id`; putting the same id again replaces them. Past `limit` bytes it
   * rejects with `FileTooLarge` and keeps nothing.
   */
  put(
    id: string,
    bytes: ReadableStream<Uint8Array>,
    about: { readonly type: string; readonly limit: number },
  ): Promise<StoredFile>;
  /** `undefined` for a file that is not there and for another tenant's: the two look alike. */
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
