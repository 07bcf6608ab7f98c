import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Pending, Post } from '#sandbox/shared/courier-rules.ts';

/** Meta escapes non-ASCII characters, in lower case, and signs that text (reference sheet §10.2). */
export const escaped = (json: string): string =>
  json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

export const signature = (secret: string, body: string | Uint8Array): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

const list = z.array(z.unknown());
/** A change as stored until it is delivered. Only management fields have a `time` on their entry. */
const change = z.object({
  account: z.string(),
  time: z.int().optional(),
  field: z.string(),
  value: z.looseObject({ messages: list.optional(), statuses: list.optional() }),
});
export type Change = z.output<typeof change>;

/** The signed request for one or more updates. Adjacent updates of one chat and kind share one change. */
export function webhookPost(secret: string, updates: readonly Pending[]): Post {
  const changes: { lane: string; change: Change }[] = [];
  for (const { lane, payload } of updates) {
    const next = change.parse(JSON.parse(payload));
    const last = changes.at(-1);
    const shared = last?.lane === lane ? inOneChange(last.change, next) : undefined;
    if (last && shared) last.change = shared;
    else changes.push({ lane, change: next });
  }
  const entry = changes.map(({ change: { account, time, field, value } }) => ({
    id: account,
    ...(time !== undefined && { time }),
    changes: [{ value, field }],
  }));
  const body = escaped(JSON.stringify({ object: 'whatsapp_business_account', entry }));
  return {
    url: updates[0]?.url ?? '',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature-256': signature(secret, body),
    },
    body,
  };
}

function inOneChange(one: Change, two: Change): Change | undefined {
  if (one.field !== 'messages' || two.field !== 'messages') return undefined;
  for (const key of ['messages', 'statuses'] as const) {
    const [first, second] = [one.value[key], two.value[key]];
    if (first && second) return { ...one, value: { ...one.value, [key]: [...first, ...second] } };
  }
  return undefined;
}
