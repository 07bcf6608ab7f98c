import type { Clock } from '#contracts/clock.ts';
import { StoreFailure, type StoreFailureCode } from '#contracts/store.ts';

/** This many failures in a row, without a success in between. */
const IN_A_ROW = 3;
const REMEMBERED_MS = 30_000;
/** Failures caused by the webhook, not by the store. */
const OF_THE_SENDER: ReadonlySet<StoreFailureCode> = new Set(['too_large', 'invalid']);

export interface Refusals {
  /** Wraps a function that stores a webhook, to see whether it succeeds. */
  watching<A extends readonly unknown[], R>(keep: (...given: A) => Promise<R>): (...given: A) => Promise<R>;
  /** Why the last webhook could not be stored, as long as none can be. */
  standing(): StoreFailureCode | undefined;
}

/**
 * Detects a store that refuses all webhooks although the write probe succeeds: a damaged file refuses only writes that touch the
 * damage. The result expires half a minute after the last failure, so that the load balancer sends traffic again.
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
