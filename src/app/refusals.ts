import type { Clock } from '#contracts/clock.ts';
import { StoreFailure, type StoreFailureCode } from '#contracts/store.ts';

/** One after the other, with none in between that could be kept. */
const IN_A_ROW = 3;
const REMEMBERED_MS = 30_000;
/** Because of what was sent, and not of the store. */
const OF_THE_SENDER: ReadonlySet<StoreFailureCode> = new Set(['too_large', 'invalid']);

export interface Refusals {
  /** The same, with what becomes of it seen. */
  watching<A extends readonly unknown[], R>(keep: (...given: A) => Promise<R>): (...given: A) => Promise<R>;
  /** Why the latest could not be kept, while none can. */
  standing(): StoreFailureCode | undefined;
}

/**
 * Whether the store refuses everything that comes in. A damaged file refuses what touches the damage: the small document of the probe may
 * be written while no message can be. After half a minute without another refusal it is forgotten, so that traffic comes back to try.
 */
export function refusals(clock: Clock): Refusals {
  let inARow = 0;
  let latest: { readonly at: number; readonly code: StoreFailureCode } | undefined;

  return {
    watching:
      (keep) =>
      async (...given) => {
        try {
          const kept = await keep(...given);
          inARow = 0;
          return kept;
        } catch (error) {
          if (error instanceof StoreFailure && !OF_THE_SENDER.has(error.code)) {
            inARow += 1;
            latest = { at: clock.monotonic(), code: error.code };
          }
          throw error;
        }
      },
    standing() {
      if (!latest || clock.monotonic() - latest.at >= REMEMBERED_MS) return undefined;
      return inARow >= IN_A_ROW ? latest.code : undefined;
    },
  };
}
