import CircuitBreaker from 'opossum';
import type { Account } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';

const REST_MS = 5_000;
/** Failures that count for the breaker. A refused message or a rate limit does not. */
const TROUBLE: ReadonlySet<string> = new Set(['unauthorized', 'unreachable', 'unknown', 'misconfigured']);

export interface Guarded {
  readonly account: Account;
  state(): 'closed' | 'half-open' | 'open';
  /** Stops the timers. Later calls fail with `rate_limited`. */
  close(): void;
}

/**
 * Stops calls to an account that keeps failing, for a few seconds at a time. It does not use opossum's timeout, which would reject
 * while the request still runs. The timeout of the request itself counts, and means `unknown`.
 */
export function guarded(channel: string, account: Account): Guarded {
  const breaker = new CircuitBreaker(account.send.bind(account), {
    timeout: false,
    resetTimeout: REST_MS,
    errorThresholdPercentage: 50,
    volumeThreshold: 5,
    rollingCountTimeout: 10_000,
    errorFilter: (error: unknown) => error instanceof AdapterFailure && !TROUBLE.has(error.code),
  });
  return {
    close: () => breaker.shutdown(),
    state: () => (breaker.opened ? 'open' : breaker.halfOpen ? 'half-open' : 'closed'),
    account: {
      ...account,
      async send(outbound, signal) {
        try {
          return await breaker.fire(outbound, signal);
        } catch (error) {
          if (error instanceof AdapterFailure) throw error;
          if (CircuitBreaker.isOurError(error as Error)) {
            throw new AdapterFailure(channel, 'rate_limited', 'the circuit breaker of this account is open', {
              retryAfterMs: REST_MS,
            });
          }
          throw error;
        }
      },
    },
  };
}
