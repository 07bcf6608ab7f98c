import CircuitBreaker from 'opossum';
import type { Account } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';

const REST_MS = 5_000;
/** The account itself is in trouble; a refusal of one message is not, nor is "not so fast". */
const TROUBLE: ReadonlySet<string> = new Set(['unauthorized', 'unreachable', 'unknown', 'misconfigured']);

export interface Guarded {
  readonly account: Account;
  state(): 'closed' | 'half-open' | 'open';
  /** Ends its timers. What is still asked of it is "not now". */
  close(): void;
}

/**
 * Stops calling an account that keeps failing, for a few seconds at a time. No time-out of opossum's own: it would reject
 * while the request runs on. The deadline of the request decides, and means *unknown*.
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
            throw new AdapterFailure(channel, 'rate_limited', 'the breaker of this account lets nothing through', {
              retryAfterMs: REST_MS,
            });
          }
          throw error;
        }
      },
    },
  };
}
