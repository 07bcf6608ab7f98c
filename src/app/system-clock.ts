import type { Clock } from '#contracts/clock.ts';

/** Longest wait that a timer of the platform can hold. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  async until(at, signal) {
    while (Date.now() < at && !signal?.aborted) await pause(Math.min(at - Date.now(), LONGEST_MS), signal);
  },
};

/** Does not keep the process alive by itself. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms).unref();
    signal?.addEventListener('abort', done);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
