import type { Clock, EpochMs } from '#contracts/clock.ts';

/** Stands still until a test moves it; whoever waits for a time is woken when it is reached. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

export function testClock(start: string | EpochMs = '2026-12-01T09:00:00Z'): TestClock {
  let now = typeof start === 'number' ? start : Temporal.Instant.from(start).epochMilliseconds;
  const waiting = new Set<{ readonly at: EpochMs; readonly wake: () => void }>();

  return {
    now: () => now,
    until: (at, signal) =>
      new Promise((resolve) => {
        if (at <= now || signal?.aborted) return resolve();
        const entry = { at, wake: done };
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
      for (const entry of [...waiting].toSorted((a, b) => a.at - b.at)) if (entry.at <= now) entry.wake();
    },
  };
}
