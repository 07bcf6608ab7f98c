import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** The emulator's data file. What the emulator has acknowledged survives `kill -9`. */
export interface SandboxFile {
  /** Runs `work` and resolves when it is on disk. All or nothing. Works that arrive together share one fsync. */
  write<T>(work: () => T): Promise<T>;
  /** Inside `write` only: runs `act` once the work is on disk, before the promise of `write` resolves. */
  afterWrite(act: () => void): void;
  /** Outside `write`, use it for reading only. */
  run(sql: string, ...values: SQLInputValue[]): void;
  row<T>(sql: string, ...values: SQLInputValue[]): T | undefined;
  rows<T>(sql: string, ...values: SQLInputValue[]): T[];
  /** A named small value: counters, faults, the clock. */
  recall(name: string): unknown;
  remember(name: string, value: unknown): void;
  close(): Promise<void>;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS customers (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, number TEXT UNIQUE, user_id TEXT NOT NULL UNIQUE,
    username TEXT, hidden INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS chats (
    business TEXT NOT NULL, customer TEXT NOT NULL, heard_at INTEGER, PRIMARY KEY (business, customer)) STRICT;
  CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, business TEXT NOT NULL, customer TEXT NOT NULL, sender TEXT NOT NULL,
    at INTEGER NOT NULL, content TEXT, reply_to TEXT, ticks TEXT NOT NULL, about TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS messages_by_chat ON messages (business, customer, seq);
  CREATE TABLE IF NOT EXISTS reactions (
    message TEXT NOT NULL, sender TEXT NOT NULL, emoji TEXT NOT NULL, PRIMARY KEY (message, sender)) STRICT;
  CREATE TABLE IF NOT EXISTS media (
    id TEXT PRIMARY KEY, mime_type TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, file_name TEXT,
    owner TEXT NOT NULL, expires_at INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS accepted (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, at INTEGER NOT NULL, business TEXT NOT NULL, customer TEXT NOT NULL,
    ref TEXT, answered INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS passages (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, request INTEGER NOT NULL, presented INTEGER NOT NULL,
    acknowledged INTEGER) STRICT;
  CREATE TABLE IF NOT EXISTS webhooks (
    seq INTEGER PRIMARY KEY, lane TEXT NOT NULL, kind TEXT NOT NULL, about TEXT, url TEXT NOT NULL, payload TEXT NOT NULL,
    since INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL, again INTEGER NOT NULL) STRICT;
`;

interface Job {
  readonly work: () => unknown;
  readonly after: (() => void)[];
  readonly done: (value: unknown) => void;
  readonly failed: (error: unknown) => void;
}

/** `moreTables`: SQL for the provider's own tables. */
export function openFile(path: string, moreTables = ''): SandboxFile {
  // SQLite gives its other files the same mode.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
  const db = new DatabaseSync(path, { timeout: 2000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  db.exec(TABLES + moreTables);

  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };

  let queue: Job[] = [];
  let current: Job | undefined;
  let closing: Promise<void> | undefined;

  function flush(): void {
    const jobs = queue;
    queue = [];
    const results: { readonly job: Job; readonly value?: unknown; readonly error?: unknown }[] = [];
    try {
      db.exec('BEGIN IMMEDIATE');
      for (const job of jobs) results.push(attempt(job));
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      for (const job of jobs) job.failed(error);
      return;
    }
    for (const { job, value, error } of results) {
      if (error !== undefined) job.failed(error);
      else {
        for (const act of job.after) act();
        job.done(value);
      }
    }
  }

  /** Each work has its own savepoint, so that one that throws does not affect its neighbours. */
  function attempt(job: Job): { job: Job; value?: unknown; error?: unknown } {
    db.exec('SAVEPOINT job');
    current = job;
    try {
      const value = job.work();
      db.exec('RELEASE job');
      return { job, value };
    } catch (error) {
      db.exec('ROLLBACK TO job; RELEASE job');
      return { job, error: error ?? new Error('the work threw nothing') };
    } finally {
      current = undefined;
    }
  }

  return {
    write: <T>(work: () => T) => {
      if (closing) return Promise.reject(new Error('the file is closed'));
      return new Promise<T>((done, failed) => {
        if (queue.length === 0) setImmediate(flush);
        // The queue contains jobs of many types. The result of this one goes to its own promise.
        queue.push({ work, after: [], done: done as (value: unknown) => void, failed });
      });
    },
    afterWrite: (act) => current?.after.push(act),
    run: (sql, ...values) => void prepared(sql).run(...values),
    row: <T>(sql: string, ...values: SQLInputValue[]) => prepared(sql).get(...values) as T | undefined,
    rows: <T>(sql: string, ...values: SQLInputValue[]) => prepared(sql).all(...values) as T[],
    recall(name) {
      const found = prepared('SELECT value FROM state WHERE name = ?').get(name);
      return found ? JSON.parse(String(found['value'])) : undefined;
    },
    remember(name, value) {
      const sql = 'INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value';
      prepared(sql).run(name, JSON.stringify(value));
    },
    close() {
      // A flush may still be queued. It was queued before this.
      closing ??= new Promise((resolve) =>
        setImmediate(() => {
          db.close();
          resolve();
        }),
      );
      return closing;
    },
  };
}
