import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { StoreFailure } from '#contracts/store.ts';
import { MEMORY } from './connection.ts';

/** The database, its write-ahead log, and what processes share beside them: SQLite keeps all three open. */
const FILES = ['', '-wal', '-shm'];

export interface OwnFiles {
  /** Whether the paths still name the files that the connection writes to. Some ten microseconds. */
  there(): boolean;
  /** What `there` said last; true at first. */
  wereThere(): boolean;
}

/**
 * A file that was removed or replaced can still be written to, and is gone when the process ends. So what is written counts only while
 * the paths name the very files that were opened. Call it on an open connection that has read: before that there may be no log.
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

/** By path, without opening it: closing a second descriptor of a file drops this process's locks on it. */
function identityOf(path: string): string | undefined {
  const about = statSync(path, { bigint: true, throwIfNoEntry: false });
  return about && `${about.dev} ${about.ino}`;
}
