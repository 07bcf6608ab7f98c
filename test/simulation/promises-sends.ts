import type { OutboundMessage } from '#contracts/records/messaging.ts';
import { broken, twice } from '#test/harness/check.ts';
import type { Evidence, Turn } from './evidence.ts';
import { contactsOf } from './promises-messages.ts';
import type { Accepted, Provider } from './provider.ts';

const ENDED: readonly OutboundMessage['state'][] = ['accepted', 'refused', 'expired', 'cancelled', 'unsettled'];

/** What was said to customers: as the turns decided, never twice, to the right person, and nothing left open or hidden. */
export function check(evidence: Evidence): readonly string[] {
  const { outbound, provider, unsettled } = evidence;
  const known = new Map(outbound.map((message) => [message.id, message]));
  const taken = new Map(provider.accepted.map((one) => [one.ref, one]));
  const contacts = new Set(contactsOf(evidence).values());
  return [
    ...notDecided(evidence),
    ...twice(provider.accepted.map(({ ref }) => ref)).map((ref) => `${ref} was sent twice`),
    ...repeated(provider),
    ...broken(provider.accepted, ({ ref }) => (known.has(ref) ? undefined : `${ref} was sent and is not in the store`)),
    ...broken(provider.accepted, (one) => misdirected(evidence, one, known.get(one.ref))),
    ...broken(outbound, (message) => ended(message, taken.get(message.id), unsettled)),
    ...broken(unsettled, (id) => (known.get(id)?.state === 'unsettled' ? undefined : `${id} is listed as unsettled and is not`)),
    ...(contacts.size > evidence.customers.length ? ['there are more contacts than customers'] : []),
    ...disordered(evidence, known),
  ];
}

/** Every reply carries the instant of its turn. As many as the turns say, and none without a turn. */
function notDecided({ turns, outbound }: Evidence): readonly string[] {
  const said = Map.groupBy(outbound, ({ conversationId, order }) => `${conversationId} at ${Number(order.split('.')[0])}`);
  const decided = Map.groupBy(turns, ({ conversationId, at }) => `${conversationId} at ${at}`);
  return [...new Set([...said.keys(), ...decided.keys()])].flatMap((key) => {
    const wanted = (decided.get(key) ?? []).reduce((sum, { effects }) => sum + says(effects), 0);
    const there = said.get(key)?.length ?? 0;
    return there === wanted ? [] : [`${key}: ${wanted} replies were decided, ${there} are there`];
  });
}

function says(effects: Turn['effects']): number {
  return effects.filter((effect) => effect['kind'] === 'say').length;
}

/** Sent again only after a clear "not now", or where the provider could be asked and had never got it. */
function repeated({ calls, canBeAsked }: Provider): readonly string[] {
  return [...Map.groupBy(calls, ({ ref }) => ref)].flatMap(([ref, all]) =>
    all.slice(0, -1).flatMap(({ told, taken }) => {
      const certain = told === 'not_now' || (canBeAsked && !taken);
      return certain ? [] : [`${ref} was sent again after ${told}`];
    }),
  );
}

function misdirected({ conversations, customers, identities }: Evidence, { ref, to }: Accepted, message?: OutboundMessage) {
  const customer = customers.find(({ userId }) => userId === to);
  const contact = conversations.find(({ id }) => id === message?.conversationId)?.contactId;
  const own = identities.some(({ value, contactId }) => contactId === contact && (value === to || value === customer?.number));
  return !message || own ? undefined : `${ref} went to somebody else`;
}

function ended({ id, state, receipts, attempts }: OutboundMessage, taken: Accepted | undefined, unsettled: readonly string[]) {
  if (!ENDED.includes(state)) return `${id} is ${state} for ever`;
  if (taken && state !== 'accepted') return `${id} is ${state} and was taken`;
  if (!taken && state === 'accepted') return `${id} is accepted and was never taken`;
  if (state === 'unsettled' && !unsettled.includes(id)) return `${id} is unsettled and not listed`;
  if (state === 'refused' && attempts.at(-1)?.code === undefined) return `${id} is refused without a reason`;
  const { sentAt, deliveredAt, readAt } = receipts;
  const facts = taken?.facts ?? { sentAt: 0, deliveredAt: 0, readAt: 0 };
  return sentAt === facts.sentAt && deliveredAt === facts.deliveredAt && readAt === facts.readAt
    ? undefined
    : `${id} has other receipts than the provider told`;
}

/** Replies reach the phone in order, but for those whose answer stayed away: the conversation did not wait for them. */
function disordered(
  { provider, overtaken, customers }: Evidence,
  known: ReadonlyMap<string, OutboundMessage>,
): readonly string[] {
  const late = new Set(provider.calls.filter(({ told }) => told === 'unknown' || told === 'silence').map(({ ref }) => ref));
  const byOneself = (ref: string) => !late.has(ref) && known.get(ref)?.attempts.every(({ outcome }) => outcome !== 'unknown');
  const inOrder = provider.accepted.filter(
    ({ ref, to }) => byOneself(ref) && !overtaken.has(customers.find(({ userId }) => userId === to)?.name ?? ''),
  );
  return [...Map.groupBy(inOrder, ({ to }) => to).values()].flatMap((sends) => {
    const orders = sends.map(({ ref }) => known.get(ref)?.order ?? '');
    return orders.filter((order, n) => order < (orders[n - 1] ?? '')).map((order) => `${order} was sent behind a later one`);
  });
}
