import type { Clock, EpochMs } from '#contracts/clock.ts';
import type { MetaLimits } from './config.ts';
import { GraphError } from './errors.ts';

/**
 * The two published limits (reference sheet §8), on the emulator's clock. They are kept in memory, so a restart resets them.
 * Throughput: at most 80 messages per second and business number. Counted over 900 ms, because a client that keeps to 80 per
 * second of its own clock arrives slightly bunched after the network.
 * Pair: one message per 6 seconds to the same customer, with bursts of up to 45 borrowed from the future. Implemented as a bucket
 * of 45 that gains one every 6 seconds; a person who taps fast does not empty it.
 */
export interface Rates {
  /** Counts a send only if both limits allow it. @throws GraphError 130429 | 131056 */
  take(business: string, customer: string): void;
}

const COUNTED_MS = 900;

export function rates(clock: Clock, limits: MetaLimits): Rates {
  const recent = new Map<string, EpochMs[]>();
  const pairs = new Map<string, { left: number; at: EpochMs }>();

  return {
    take(business, customer) {
      const now = clock.now();
      const sent = (recent.get(business) ?? []).filter((at) => at > now - COUNTED_MS);
      if (sent.length >= limits.throughput) throw tooFast();

      const key = `${business} ${customer}`;
      const pair = pairs.get(key) ?? { left: limits.pairBurst, at: now };
      const earned = limits.pairEveryMs === 0 ? Infinity : (now - pair.at) / limits.pairEveryMs;
      const left = Math.min(limits.pairBurst, pair.left + earned);
      if (left < 1) throw tooOften();

      pairs.set(key, { left: left - 1, at: now });
      recent.set(business, [...sent, now]);
    },
  };
}

export const tooFast = (): GraphError =>
  new GraphError(
    130429,
    'Message failed to send because there were too many messages sent from this phone number in a short period of time',
  );
export const tooOften = (): GraphError =>
  new GraphError(
    131056,
    'Too many messages sent from the sender phone number to the same recipient phone number in a short period of time',
  );
