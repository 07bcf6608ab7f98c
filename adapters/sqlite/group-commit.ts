import { StoreFailure } from '#contracts/store.ts';
import type { Connection } from './connection.ts';
import { asStoreFailure, locked, uncertain } from './failure.ts';
import { LOCK_PATIENCE_MS, lockDelay, type LockRetry } from './locks.ts';
import { filesGone, type OwnFiles } from './own-files.ts';

/** One batch of a group. `run` is called again if the whole group had to be rolled back. */
export interface Job {
  readonly bytes: number;
  run(): void;
  committed(): void;
  failed(failure: StoreFailure): void;
}

/** The most work per fsync: enough to be fast, and little enough to keep latency low. */
const GROUP = { jobs: 1000, bytes: 16_000_000 } as const;

export interface GroupCommit extends AsyncDisposable {
  add(job: Job): void;
}

/**
 * Runs jobs that arrive together in one transaction with one fsync. A group runs without interruption, so no reader on this
 * connection sees half of it. If another process holds the lock, the group is retried from a timer. Nothing is acknowledged that
 * was written to a removed or replaced file.
 */
export function groupCommit(connection: Connection, files: OwnFiles, retry: LockRetry): GroupCommit {
  const queue: Job[] = [];
  const idle: (() => void)[] = [];
  let scheduled = false;
  let closed = false;
  let attempts = 0;
  let waited = 0;

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  }

  function flush(): void {
    scheduled = false;
    const group = nextGroup(queue);
    const result = runGroup(connection, files, group);
    if (result === 'locked' && waited < LOCK_PATIENCE_MS) return waitForLock(group);
    attempts = waited = 0;
    settle(group, result);
    if (queue.length > 0) schedule();
    else for (const wake of idle.splice(0)) wake();
  }

  function waitForLock(group: readonly Job[]): void {
    queue.unshift(...group);
    const delay = lockDelay((attempts += 1), retry.random);
    waited += delay;
    scheduled = true;
    retry.timer(delay, flush);
  }

  return {
    add(job) {
      if (closed) return job.failed(new StoreFailure('unavailable', 'no', 'the store is closed'));
      queue.push(job);
      schedule();
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      if (scheduled) await new Promise<void>((resolve) => idle.push(resolve));
    },
  };
}

function nextGroup(queue: Job[]): readonly Job[] {
  let bytes = 0;
  let jobs = 0;
  while (jobs < queue.length && jobs < GROUP.jobs && (jobs === 0 || bytes + (queue[jobs]?.bytes ?? 0) <= GROUP.bytes)) {
    bytes += queue[jobs]?.bytes ?? 0;
    jobs += 1;
  }
  return queue.splice(0, jobs);
}

type Result = 'committed' | 'locked' | StoreFailure;

function runGroup(connection: Connection, files: OwnFiles, group: readonly Job[]): Result {
  // The files are checked after each commit. Before one, they are only checked if they were gone already, so that nothing more is
  // written.
  if (!files.wereThere() && !files.there()) return filesGone('no');
  let committing = false;
  try {
    connection.sql('BEGIN IMMEDIATE').run();
    for (const job of group) job.run();
    committing = true;
    connection.sql('COMMIT').run();
    return files.there() ? 'committed' : filesGone('unknown');
  } catch (error) {
    const undone = rolledBack(connection);
    if (locked(error) && undone) return 'locked';
    // A failed fsync may leave complete frames in the log. A crash before the next commit would restore them.
    return asStoreFailure(error, committing && uncertain(error) ? 'unknown' : 'no');
  }
}

function rolledBack({ db }: Connection): boolean {
  try {
    if (db.isTransaction) db.exec('ROLLBACK');
    return true;
  } catch {
    return !db.isTransaction;
  }
}

function settle(group: readonly Job[], result: Result): void {
  if (result === 'committed') for (const job of group) job.committed();
  else {
    const failure =
      result === 'locked' ? new StoreFailure('unavailable', 'no', 'another process holds the lock on the data file') : result;
    for (const job of group) job.failed(failure);
  }
}
