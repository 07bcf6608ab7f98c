import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { StoreFailure } from '#contracts/store.ts';
import { MEMORY } from './connection.ts';

/** The database, its write-ahead log and its shared memory. SQLite keeps all three open. */
const FILES = ['', '-wal', '-shm'];

export interface OwnFiles {
  /** Whether the paths still name the files that the connection writes to. Takes about ten microseconds. */
  there(): boolean;
  /** The last result of `there`; true at first. */
  wereThere(): boolean;
}

/**
 * Detects that the data files were removed or replaced. Such a file can still be written to, but it disappears when the process
 * ends. So a commit counts only while the paths still name the files that were opened. Call this on a connection that has already
 * read something: before that there may be no log.
 */
export function ownFiles(file: string): OwnFiles {
  if (file === MEMORY) return { there: () => true, wereThere: () => true };
  const paths = FILES.map((ending) => resolve(file) + ending);
  const opened = paths.map(identityOf);
  let last = true;
  return {
    there: () => (last = paths.every((path, n) => identityOf(path) === opened[n])),
    wereThere: () => last,
  };
}

export function filesGone(happened: 'no' | 'unknown'): StoreFailure {
  return new StoreFailure(
    'gone',
    happened,
    'the data file was removed or replaced while Deskbell runs: stop it, put the file or a backup back, and start again',
  );
}

/** Identifies a file by its path without opening it: closing a second descriptor of a file drops this process's locks on it. */
function identityOf(path: string): string | undefined {
  const about = statSync(path, { bigint: true, throwIfNoEntry: false });
  return about && `${about.dev} ${about.ino}`;
}
