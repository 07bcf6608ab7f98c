import { z } from 'zod';
import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { Attempt, Outbound, Settled } from '#contracts/channel.ts';
import { read } from './client.ts';
import type { TwilioApi } from './client.ts';
import { addressOf, planOf } from './outbound.ts';

/** Tolerance for Twilio's times: they have whole seconds and come from another clock. */
const SKEW_MS = 5_000;
/** How long a request may still be in progress at Twilio after our timeout. */
const ABSENT_AFTER_MS = 30_000;
/** A similar message up to this long before the attempt may be ours if the clocks differ. Then the result is `unsure`. */
const DOUBT_MS = 10 * 60_000;
const MOST = 2_000;

export interface Search {
  readonly outbound: Outbound;
  readonly from: string;
  readonly attempt: Attempt;
  readonly owned: (providerMessageId: string) => Promise<boolean>;
}

/** Whether a listed message is the one we look for. `perhaps`: Twilio does not document the text it lists for this kind. */
type Likeness = 'yes' | 'perhaps' | 'no';

/**
 * Looks up an unanswered send among the messages from this sender to this recipient that no other message owns. The result is
 * `absent` only if it is not in a list without a date filter either, which includes messages still in Twilio's queue.
 * @throws AdapterFailure
 */
export async function search(api: TwilioApi, wanted: Search): Promise<Settled> {
  const likeness = await likenessTo(api, wanted.outbound);
  const day = new Date(wanted.attempt.at - DOUBT_MS);
  day.setUTCHours(0, 0, 0, 0);
  const recent = await find(api, wanted, likeness, day);
  if (recent.kind !== 'absent' || wanted.attempt.ageMs < ABSENT_AFTER_MS) return orUnsure(recent);
  return find(api, wanted, likeness, undefined);
}

async function find(
  api: TwilioApi,
  { outbound, from, attempt, owned }: Search,
  likeness: (message: MessageInstance) => Likeness,
  dateSentAfter: Date | undefined,
): Promise<Settled> {
  const dated = dateSentAfter === undefined ? {} : { dateSentAfter };
  const list = { to: addressOf(outbound.to), from: `whatsapp:${from}`, ...dated, pageSize: 1_000, limit: MOST };
  const messages = await read(() => api.messages.list(list));

  const found: { readonly sid: string; readonly sure: boolean }[] = [];
  for (const message of messages) {
    const created = message.dateCreated instanceof Date ? message.dateCreated.getTime() : attempt.at;
    const like = likeness(message);
    if (like === 'no' || (await owned(message.sid))) continue;
    found.push({ sid: message.sid, sure: like === 'yes' && created >= attempt.at - SKEW_MS });
  }
  const [only] = found;
  if (only === undefined) return { kind: messages.length < MOST ? 'absent' : 'unsure' };
  return found.length === 1 && only.sure ? { kind: 'accepted', providerMessageId: only.sid } : { kind: 'unsure' };
}

function orUnsure(settled: Settled): Settled {
  return settled.kind === 'absent' ? { kind: 'unsure' } : settled;
}

async function likenessTo(api: TwilioApi, { content }: Outbound): Promise<(message: MessageInstance) => Likeness> {
  const plan = planOf(content);
  if (plan.kind === 'text') return ({ body }) => (same(body, plan.body) ? 'yes' : 'no');
  if (plan.kind === 'media') {
    // Twilio may omit the caption if WhatsApp shows none.
    return ({ body, numMedia }) => {
      if (body && !same(body, plan.body ?? '')) return 'no';
      return same(body, plan.body ?? '') && numMedia === '1' ? 'yes' : 'perhaps';
    };
  }
  const shows = plan.kind === 'item' ? plan.shows : await templateText(api, plan.sid, plan.values);
  // The `body` of a content item is not documented. A matching text is proof; anything else leaves a doubt.
  return ({ body }) => (shows !== undefined && shows !== '' && same(body, shows) ? 'yes' : 'perhaps');
}

const item = z.object({ types: z.record(z.string(), z.object({ body: z.string().optional() }).nullable()) });

/** The text of an approved item with these values, if it can be determined. */
async function templateText(api: TwilioApi, sid: string, values: readonly string[]): Promise<string | undefined> {
  const answer = item.safeParse(await read(() => api.fetchContent(sid)));
  const body = Object.values(answer.data?.types ?? {}).find((type) => type?.body)?.body;
  return body?.replaceAll(/\{\{\s*(\d+)\s*\}\}/g, (variable, n: string) => values[Number(n) - 1] ?? variable);
}

function same(body: unknown, expected: string): boolean {
  return (typeof body === 'string' ? body : '').trim() === expected.trim();
}
