import { accessSync, closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { StoreFailure } from '#contracts/store.ts';
import { asStoreFailure, locked } from './failure.ts';
import { whenUnlocked, type LockRetry } from './locks.ts';

export const MEMORY = ':memory:';

export type Row = Record<string, SQLOutputValue>;

/** A connection that prepares each statement once. */
export interface Connection {
  readonly db: DatabaseSync;
  sql(text: string): StatementSync;
}

export interface Durability {
  readonly connection: string;
  readonly journalMode: string;
  /** 2 is FULL. */
  readonly synchronous: number;
  /** 0, so that another process's lock never blocks the event loop. */
  readonly busyTimeoutMs: number;
}

/** Opens the data file, or creates it with access for its owner only. */
export async function connect(file: string, retry: LockRetry): Promise<Connection> {
  if (file !== MEMORY) makeFile(file);
  try {
    const db = await whenUnlocked(retry, () => new DatabaseSync(file, { enableForeignKeyConstraints: false, timeout: 0 }));
    try {
      // Two bodies with their raw text rarely fit into 4 kB. Only new files get this page size.
      db.exec('PRAGMA page_size = 8192');
      const mode = await whenUnlocked(retry, () => db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode']);
      if (file !== MEMORY && mode !== 'wal')
        throw new StoreFailure(
          'unavailable',
          'no',
          'this file system does not support a write-ahead log: put the data file on a local disk',
        );
      db.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000');
      db.exec('PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = FAST');
    } catch (error) {
      db.close();
      throw error;
    }
    return { db, sql: cachedStatements(db) };
  } catch (error) {
    throw openingFailure(file, error);
  }
}

export function durabilityOf(name: string, { db }: Connection): Durability {
  return {
    connection: name,
    journalMode: String(db.prepare('PRAGMA journal_mode').get()?.['journal_mode']),
    synchronous: Number(db.prepare('PRAGMA synchronous').get()?.['synchronous']),
    busyTimeoutMs: Number(db.prepare('PRAGMA busy_timeout').get()?.['timeout']),
  };
}

/** Explains the failure in one sentence. To SQLite, a folder without write access looks like a file that cannot be opened. */
export function openingFailure(file: string, error: unknown): StoreFailure {
  const failure = asStoreFailure(error, 'no');
  if (file === MEMORY || failure.code !== 'unavailable' || locked(error)) return failure;
  return writable(dirname(file)) ? failure : cannotWrite();
}

function makeFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    makeEmpty(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') throw cannotWrite();
    if (code === 'ENOSPC') throw new StoreFailure('full', 'no', 'the disk is full: free some space, then try again');
    throw new StoreFailure('unavailable', 'no', `the data file cannot be created (${String(code)}): check its path`);
  }
}

/**
 * Creates an empty file with access for its owner only; SQLite gives its other files the same mode. An existing file is not
 * opened: closing a second descriptor of a file drops this process's locks on it.
 */
export function makeEmpty(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function cannotWrite(): StoreFailure {
  return new StoreFailure(
    'read_only',
    'no',
    'the folder of the data file is not writable: grant this user write access, or choose another folder',
  );
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function cachedStatements(db: DatabaseSync): Connection['sql'] {
  const statements = new Map<string, StatementSync>();
  return (text) => {
    const known = statements.get(text);
    if (known) return known;
    const statement = db.prepare(text);
    statements.set(text, statement);
    return statement;
  };
}
