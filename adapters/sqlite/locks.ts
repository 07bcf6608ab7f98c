import { StoreFailure } from '#contracts/store.ts';
import { locked } from './failure.ts';

/** A timer in real time, because moving a test clock does not free a file lock. */
export type Timer = (ms: number, run: () => void) => () => void;

export const systemTimer: Timer = (ms, run) => {
  const handle = setTimeout(run, ms);
  return () => clearTimeout(handle);
};

export interface LockRetry {
  readonly timer: Timer;
  readonly random: () => number;
}

/** How long to wait for a lock of another process before the caller gets an error. */
export const LOCK_PATIENCE_MS = 10_000;

/** Delay before a retry: 1–4 ms at first, up to 10–40 ms. Other processes hold the lock for only one commit at a time. */
export function lockDelay(attempt: number, random: () => number): number {
  const most = Math.min(4 * 2 ** attempt, 40);
  return most / 4 + (most * 3 * random()) / 4;
}

/** Retries from a timer while the file is locked, so that the event loop is never blocked. */
export async function whenUnlocked<T>({ timer, random }: LockRetry, attempt: () => T): Promise<T> {
  let waited = 0;
  for (let n = 0; ; n += 1) {
    try {
      return attempt();
    } catch (error) {
      if (!locked(error)) throw error;
      if (waited > LOCK_PATIENCE_MS)
        throw new StoreFailure('unavailable', 'no', 'another process holds the lock on the data file');
    }
    const delay = lockDelay(n, random);
    waited += delay;
    await new Promise<void>((resolve) => timer(delay, resolve));
  }
}

/** Waits. Resolves early, without an error, when `signal` aborts. */
export function pause(timer: Timer, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timer(ms, done);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
