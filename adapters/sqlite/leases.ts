import { hash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Lease, Leases } from '#contracts/leases.ts';
import { StoreFailure } from '#contracts/store.ts';
import { makeEmpty, MEMORY } from './connection.ts';
import { asStoreFailure, locked } from './failure.ts';
import { pause, type LockRetry } from './locks.ts';

const RETRY_MS = 100;

/** Takes a lock and returns its release, or `undefined` if another holder has it. */
type Take = (name: string) => (() => void) | undefined;

export interface SqliteLeases extends Leases, AsyncDisposable {}

/**
 * A lease is an exclusive lock on a small file next to the data file, held as long as the lease. The operating system releases it
 * when the process ends, in whatever way. A paused process keeps it.
 */
export function sqliteLeases(file: string, { timer, random }: LockRetry): SqliteLeases {
  const take = file === MEMORY ? takeInMemory() : (name: string) => takeFile(`${file}.${fileName(name)}.lease`);
  const open = new Set<Lease>();
  const closed = new AbortController();

  return {
    async hold(name, signal) {
      for (;;) {
        signal.throwIfAborted();
        if (closed.signal.aborted) throw new StoreFailure('unavailable', 'no', 'the store is closed');
        const release = take(name);
        if (release) {
          const lease = leaseOf(release, () => open.delete(lease));
          open.add(lease);
          return lease;
        }
        await pause(timer, RETRY_MS * (1 + random()), signal);
      }
    },
    async [Symbol.asyncDispose]() {
      closed.abort();
      for (const lease of open) await lease[Symbol.asyncDispose]();
    },
  };
}

function leaseOf(release: () => void, forget: () => void): Lease {
  const lost = new AbortController();
  return {
    lost: lost.signal,
    async [Symbol.asyncDispose]() {
      if (lost.signal.aborted) return;
      lost.abort();
      forget();
      release();
    },
  };
}

function takeFile(path: string): (() => void) | undefined {
  let db: DatabaseSync | undefined;
  try {
    makeEmpty(path);
    db = new DatabaseSync(path, { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
    return () => db?.close();
  } catch (error) {
    db?.close();
    if (locked(error)) return undefined;
    throw asStoreFailure(error, 'no');
  }
}

function takeInMemory(): Take {
  const held = new Set<string>();
  return (name) => {
    if (held.has(name)) return undefined;
    held.add(name);
    return () => held.delete(name);
  };
}

/** Turns any name into a file name that is safe on case-insensitive file systems. */
function fileName(name: string): string {
  return /^[a-z0-9-]{1,60}$/.test(name) ? name : `_${hash('sha256', name)}`;
}
