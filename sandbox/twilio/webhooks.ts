import { z } from 'zod';
import type { CourierRules, Outcome, Pending } from '../shared/courier-rules.ts';
import { writeForm } from './form.ts';
import { type FormField, signatureOf, withoutFragment } from './signature.ts';
import { type RetryReason, webhookPolicy } from './webhook-policy.ts';

const payload = z.object({ token: z.string(), fields: z.array(z.tuple([z.string(), z.string()])) });

/** What the courier stores. All attempts of a webhook have the same token. */
export function writePayload(fields: readonly FormField[], token: string): string {
  return JSON.stringify({ token, fields });
}

/** Each webhook is sent alone, and is dropped when its few attempts have failed. */
export function twilioCourier(authToken: string): CourierRules {
  return {
    batch: 1,
    parallel: 50,
    timeoutMs: 15_000,
    delaysMs: [0],
    giveUpAfterMs: Number.POSITIVE_INFINITY,
    waitsForListener: false,
    retries,
    post(updates) {
      const [update] = updates;
      if (!update) throw new Error('a request needs an update');
      const { token, fields } = payload.parse(JSON.parse(update.payload));
      return {
        url: withoutFragment(update.url),
        headers: {
          'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
          accept: '*/*',
          'user-agent': 'TwilioProxy/1.1',
          'x-twilio-signature': signatureOf(authToken, update.url, fields),
          'i-twilio-idempotency-token': token,
        },
        body: writeForm(fields),
        timeoutMs: webhookPolicy(update.url).readMs,
      };
    },
  };
}

function retries(outcome: Outcome, { url, attempts }: Pending): boolean {
  const policy = webhookPolicy(url);
  const reason = reasonOf(outcome);
  const triesMade = attempts + 1;
  const timeLeft = outcome.kind !== 'timeout' || triesMade * policy.readMs < policy.totalMs;
  return reason !== undefined && policy.retriesOn.has(reason) && triesMade < policy.tries && timeLeft;
}

function reasonOf(outcome: Outcome): RetryReason | undefined {
  if (outcome.kind === 'refused') return 'ct';
  if (outcome.kind !== 'answered') return 'rt';
  if (outcome.status >= 500) return '5xx';
  return outcome.status >= 400 ? '4xx' : undefined;
}
