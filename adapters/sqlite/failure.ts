import { StoreFailure, type StoreFailureCode } from '#contracts/store.ts';

/** SQLite's primary result codes. node:sqlite returns extended codes, which contain them. */
const BUSY = 5;
const LOCKED = 6;
const PROTOCOL = 15;
const IOERR = 10;
const FULL = 13;
/** Extended code: the shared-memory file (`-shm`) could not grow. */
const IOERR_SHMSIZE = 4874;

const CODES: Readonly<Record<number, readonly [StoreFailureCode, string]>> = {
  8: ['read_only', 'the data file or its folder is not writable'],
  10: ['unavailable', 'the disk reports an error'],
  11: ['damaged', 'the data file is damaged: restore it from a backup'],
  [FULL]: ['full', 'the disk is full: free some space, then try again'],
  14: ['unavailable', 'the data file cannot be opened: check its path and permissions'],
  18: ['too_large', 'the document is too large for the data file'],
  26: ['damaged', 'the data file is damaged or not a Deskbell file: restore it from a backup'],
};

function resultCode(error: unknown): number {
  const code = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0;
  return code === IOERR_SHMSIZE ? FULL : code & 0xff;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Another process holds the lock. The same call may succeed later. */
export function locked(error: unknown): boolean {
  return [BUSY, LOCKED, PROTOCOL].includes(resultCode(error));
}

/** A disk error during COMMIT: the frames may have reached the log nevertheless. */
export function uncertain(error: unknown): boolean {
  return resultCode(error) === IOERR;
}

/** Converts an error to a `StoreFailure`. Drops SQLite's own message, because it may contain values. */
export function asStoreFailure(error: unknown, happened: 'no' | 'unknown'): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const known = CODES[resultCode(error)];
  if (known) return new StoreFailure(known[0], happened, known[1]);
  if (locked(error)) return new StoreFailure('unavailable', happened, 'another process holds the lock on the data file');
  const what = resultCode(error) || (error instanceof Error ? codeOf(error) : typeof error);
  return new StoreFailure('unavailable', happened, `the embedded store failed (${what})`);
}
