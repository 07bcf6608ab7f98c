import type { Clock } from '#contracts/clock.ts';

/** A clock that was set forward, and a machine that slept, are noticed within this; timers run on neither. */
const LONGEST_MS = 30_000;

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
