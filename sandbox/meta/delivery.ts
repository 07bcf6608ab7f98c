import type { CourierRules } from '#sandbox/shared/courier-rules.ts';
import type { Random } from '#sandbox/shared/random.ts';
import type { MetaConfig } from './config.ts';
import { handshake } from './handshake.ts';
import { webhookPost } from './webhook.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Anything but a 2xx is retried for 7 days, after seconds at first and then with growing gaps (reference sheet §10.3). Meta does
 * not publish the gaps.
 */
export function delivery(config: MetaConfig, random: Random, verifyTokenOf: (url: string) => string): CourierRules {
  return {
    batch: 100,
    parallel: 24,
    timeoutMs: 10 * SECOND,
    delaysMs: [
      SECOND,
      2 * SECOND,
      5 * SECOND,
      10 * SECOND,
      30 * SECOND,
      MINUTE,
      5 * MINUTE,
      15 * MINUTE,
      HOUR,
      3 * HOUR,
      6 * HOUR,
      12 * HOUR,
    ],
    giveUpAfterMs: 7 * 24 * HOUR,
    retries: () => true,
    post: (updates) => webhookPost(config.appSecret, updates),
    greet: (url, signal) => handshake(url, verifyTokenOf(url), random, signal),
  };
}
