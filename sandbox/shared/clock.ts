import type { Clock, EpochMs } from '#contracts/clock.ts';

/** The real clock plus an offset that can only grow: the only clock of an emulator, so that a test can let a day pass. */
export interface SandboxClock extends Clock {
  offset(): number;
  /** False, and nothing moves, when it would go backwards. Whoever waits is woken if their time has come. */
  moveTo(offsetMs: number): boolean;
}

/** Node's timers overflow beyond this. */
const LONGEST_TIMER = 2_147_483_647;

export function sandboxClock(offsetMs = 0, real: () => EpochMs = Date.now): SandboxClock {
  let offset = offsetMs;
  const waiting = new Set<() => void>();
  const now = (): EpochMs => real() + offset;

  return {
    now,
    offset: () => offset,
    moveTo(next) {
      if (next < offset) return false;
      offset = next;
      for (const look of waiting) look();
      return true;
    },
    until: (at, signal) =>
      new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const look = (): void => {
          clearTimeout(timer);
          const left = at - now();
          if (left > 0 && !signal?.aborted) {
            waiting.add(look);
            timer = setTimeout(look, Math.min(left, LONGEST_TIMER));
            return;
          }
          waiting.delete(look);
          signal?.removeEventListener('abort', look);
          resolve();
        };
        signal?.addEventListener('abort', look);
        look();
      }),
  };
}
