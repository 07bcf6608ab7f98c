import { z } from 'zod';
import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { Attempt, Outbound, Settled } from '#contracts/channel.ts';
import { read } from './client.ts';
import type { TwilioApi } from './client.ts';
import { addressOf, planOf } from './outbound.ts';

/** Twilio's times have whole seconds, and its clock is not ours. */
const SKEW_MS = 5_000;
/** How long a request may still be on its way inside Twilio after we gave up waiting. */
const ABSENT_AFTER_MS = 30_000;
/** The first list goes back so far, as the clocks may disagree. */
const DOUBT_MS = 10 * 60_000;
const MOST = 2_000;

export interface Search {
  readonly outbound: Outbound;
  readonly from: string;
  readonly attempt: Attempt;
  readonly owned: (providerMessageId: string) => Promise<boolean>;
}

/** Does the text in the list show that it is this message? `perhaps`: Twilio does not document what stands there. */
type Likeness = 'yes' | 'perhaps' | 'no';

/**
 * Looks for a message whose send had no answer, among those of this sender to this recipient that nobody owns yet. An older twin may be
 * ours, if our clock was wrong: then nothing is certain.
 * `absent` only when a list without a date, which also has what still waits in Twilio's queue, shows no trace of it.
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
    // Twilio may leave the caption out where WhatsApp shows none.
    return ({ body, numMedia }) => {
      if (body && !same(body, plan.body ?? '')) return 'no';
      return same(body, plan.body ?? '') && numMedia === '1' ? 'yes' : 'perhaps';
    };
  }
  const shows = plan.kind === 'item' ? plan.shows : await templateText(api, plan.sid, plan.values);
  // What `body` holds for a content item is not documented: its text counts as proof, anything else as doubt.
  return ({ body }) => (shows !== undefined && shows !== '' && same(body, shows) ? 'yes' : 'perhaps');
}

const item = z.object({ types: z.record(z.string(), z.object({ body: z.string().optional() }).nullable()) });

/** What an approved item says with these values, as far as it can be known. */
async function templateText(api: TwilioApi, sid: string, values: readonly string[]): Promise<string | undefined> {
  const answer = item.safeParse(await read(() => api.fetchContent(sid)));
  const body = Object.values(answer.data?.types ?? {}).find((type) => type?.body)?.body;
  return body?.replaceAll(/\{\{\s*(\d+)\s*\}\}/g, (variable, n: string) => values[Number(n) - 1] ?? variable);
}

function same(body: unknown, expected: string): boolean {
  return (typeof body === 'string' ? body : '').trim() === expected.trim();
}
