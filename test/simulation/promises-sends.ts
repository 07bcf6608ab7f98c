import { broken, twice } from '#test/harness/check.ts';
import type { Evidence, Sent } from './evidence.ts';
import { contactsOf } from './promises-messages.ts';
import type { Accepted, Provider } from './provider.ts';

/** What was sent: never twice, to the right person, in order, and known to us. */
export function check(evidence: Evidence): readonly string[] {
  const { provider } = evidence;
  const { outbound } = evidence.stored;
  const known = new Map(outbound.map((message) => [message.id, message]));
  const taken = new Map(provider.accepted.map((one) => [one.ref, one]));
  const contacts = new Set(contactsOf(evidence).values());
  return [
    ...twice(provider.accepted.map(({ ref }) => ref)).map((ref) => `${ref} was sent twice`),
    ...repeated(provider),
    ...broken(provider.accepted, ({ ref }) => (known.has(ref) ? undefined : `${ref} was sent and is not in the store`)),
    ...broken(provider.accepted, (one) => misdirected(evidence, one, known.get(one.ref))),
    ...broken(outbound, (message) => settled(message, taken.get(message.id))),
    ...(contacts.size > evidence.customers.length ? ['there are more contacts than customers'] : []),
    ...disordered(evidence, known),
  ];
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

function misdirected({ customers, stored }: Evidence, { ref, to }: Accepted, message?: Sent) {
  const { conversations, identities } = stored;
  const customer = customers.find(({ userId }) => userId === to);
  const contact = conversations.find(({ id }) => id === message?.conversationId)?.contactId;
  const own = identities.some(({ value, contactId }) => contactId === contact && (value === to || value === customer?.number));
  return !message || own ? undefined : `${ref} went to somebody else`;
}

function settled({ id, state, receipts }: Sent, taken: Accepted | undefined): string | undefined {
  if (taken && state !== 'accepted') return `${id} is ${state} and was taken`;
  if (!taken && state === 'accepted') return `${id} is accepted and was never taken`;
  const { sentAt, deliveredAt, readAt } = receipts;
  const facts = taken?.facts ?? { sentAt: 0, deliveredAt: 0, readAt: 0 };
  return sentAt === facts.sentAt && deliveredAt === facts.deliveredAt && readAt === facts.readAt
    ? undefined
    : `${id} has other receipts than the provider told`;
}

/** Replies reach the phone in order, but for those whose answer stayed away: the conversation did not wait for them. */
function disordered({ provider, overtaken, customers }: Evidence, known: ReadonlyMap<string, Sent>): readonly string[] {
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
