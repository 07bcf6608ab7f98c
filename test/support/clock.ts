import type { Clock, EpochMs } from '#contracts/clock.ts';

/** Stands still until a test moves it. Moving it wakes waiting callers whose time is over. */
export interface TestClock extends Clock {
  /** Lets time pass: points in time and durations move together. */
  advance(ms: number): void;
  /** Sets the clock by this many milliseconds, forward or back, without time passing. */
  set(byMs: number): void;
}

export function testClock(start: string | EpochMs = '2026-12-01T09:00:00Z'): TestClock {
  let now = typeof start === 'number' ? start : Temporal.Instant.from(start).epochMilliseconds;
  let passed = 0;
  const waiting = new Set<{ readonly end: number; readonly wake: () => void }>();

  return {
    now: () => now,
    monotonic: () => passed,
    after: (ms, signal) =>
      new Promise((resolve) => {
        if (ms <= 0 || signal?.aborted) return resolve();
        const entry = { end: passed + ms, wake: done };
        function done() {
          waiting.delete(entry);
          signal?.removeEventListener('abort', done);
          resolve();
        }
        waiting.add(entry);
        signal?.addEventListener('abort', done);
      }),
    advance(ms) {
      now += ms;
      passed += ms;
      for (const entry of [...waiting].toSorted((a, b) => a.end - b.end)) if (entry.end <= passed) entry.wake();
    },
    set(byMs) {
      now += byMs;
    },
  };
}
