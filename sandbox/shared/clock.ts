import type { Clock, EpochMs } from '#contracts/clock.ts';

/** The real clock plus an offset that only grows. It is the emulator's only clock, so that a test can let a day pass. */
export interface SandboxClock extends Clock {
  offset(): number;
  /** Moves the clock and wakes waiting callers whose time has come. Returns false, and moves nothing, if it would go back. */
  moveTo(offsetMs: number): boolean;
  /** Resolves once `now()` has reached `at`, at once if it already has, or when `signal` aborts. */
  until(at: EpochMs, signal?: AbortSignal): Promise<void>;
}

/** Node's timers overflow beyond this. */
const LONGEST_TIMER = 2_147_483_647;

/** The offset moves points in time and durations alike: if a day is skipped, a wait of one hour is over. */
export function sandboxClock(
  offsetMs = 0,
  real: () => EpochMs = Date.now,
  realMonotonic: () => number = () => performance.now(),
): SandboxClock {
  let offset = offsetMs;
  const waiting = new Set<() => void>();
  const now = (): EpochMs => real() + offset;
  const monotonic = (): number => realMonotonic() + offset;

  function wait(left: () => number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const look = (): void => {
        clearTimeout(timer);
        if (left() > 0 && !signal?.aborted) {
          waiting.add(look);
          timer = setTimeout(look, Math.min(Math.ceil(left()), LONGEST_TIMER));
          return;
        }
        waiting.delete(look);
        signal?.removeEventListener('abort', look);
        resolve();
      };
      signal?.addEventListener('abort', look);
      look();
    });
  }

  return {
    now,
    monotonic,
    offset: () => offset,
    moveTo(next) {
      if (next < offset) return false;
      offset = next;
      for (const look of waiting) look();
      return true;
    },
    until: (at, signal) => wait(() => at - now(), signal),
    after(ms, signal) {
      const end = monotonic() + ms;
      return wait(() => end - monotonic(), signal);
    },
  };
}
