import type { Account } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import { AdapterFailure } from '#contracts/failure.ts';

/** A provider that names a longer time is asked again after this. */
const LONGEST_MS = 3_600_000;

/**
 * Remembers for how long the provider has refused sends through this account (`Retry-After`), so that the next messages need not ask. It is
 * kept in memory: another process asks the provider once more.
 */
export function sendsRest(account: Account, clock: Clock): { readonly account: Account; leftMs(): number } {
  let until = -Infinity;
  return {
    leftMs: () => Math.max(0, until - clock.monotonic()),
    account: {
      ...account,
      async send(...given) {
        try {
          return await account.send(...given);
        } catch (error) {
          const ms = refusedFor(error);
          if (ms !== undefined) until = Math.max(until, clock.monotonic() + Math.min(ms, LONGEST_MS));
          throw error;
        }
      },
    },
  };
}

function refusedFor(error: unknown): number | undefined {
  if (!(error instanceof AdapterFailure) || error.code !== 'rate_limited' || error.detail.recipientOnly) return undefined;
  return error.detail.retryAfterMs;
}
