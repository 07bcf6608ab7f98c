import type { InboundMessage } from '#contracts/records/messaging.ts';
import { type Check, broken, numbersOf, twice } from './check.ts';
import type { Speaker, TenantEvidence, Turn } from './evidence.ts';

/** What customers said: there once, with the right person, in order, and answered by one turn each. */
export function messageChecks(tenant: TenantEvidence): readonly Check[] {
  const { inbound, turns, speakers } = tenant;
  const stored = new Map(inbound.map((message) => [message.providerMessageId, message]));
  const acknowledged = speakers.flatMap(({ said }) => said.filter((one) => one.acknowledged));
  const conversations = [...Map.groupBy(inbound.toSorted(byOrder), ({ conversationId }) => conversationId)];
  const ids = new Set(inbound.map(({ id }) => id));
  const answering = (turn: Turn) => (turn.cause.kind === 'message' ? turn.cause.messageId : '');
  const turnOf = new Map(turns.map((turn) => [answering(turn), turn]));

  return [
    {
      what: 'acknowledged messages are in the store',
      of: acknowledged.length,
      broken: broken(acknowledged, ({ id, body }) => {
        const message = stored.get(id);
        if (!message) return `${id} is lost`;
        return body === undefined || bodyOf(message) === body ? undefined : `${id} says something else`;
      }),
    },
    {
      what: 'messages are in the store once',
      of: inbound.length,
      broken: twice(inbound.map(({ providerMessageId }) => providerMessageId)),
    },
    { what: 'messages belong to the contact who wrote them', of: inbound.length, broken: strangers(tenant) },
    {
      what: 'messages of a conversation are in the order in which they were sent',
      of: conversations.length,
      broken: conversations.flatMap(([, messages]) => outOfOrder(tenant, messages)),
    },
    {
      what: 'every message has one turn',
      of: inbound.length,
      broken: [
        ...broken(inbound, ({ id }) => (turnOf.has(id) ? undefined : `${id} has no turn`)),
        ...broken(turns, (turn) => (ids.has(answering(turn)) ? undefined : `turn ${turn.id} has no message`)),
      ],
    },
    {
      what: 'turns ran in the order of their messages',
      of: turns.length,
      broken: conversations.flatMap(([, messages]) => early(tenant, messages, turnOf)),
    },
  ];
}

function byOrder(a: InboundMessage, b: InboundMessage): number {
  return a.at - b.at || (a.order < b.order ? -1 : 1);
}

function bodyOf({ content }: InboundMessage): string | undefined {
  return content.kind === 'text' ? content.body : undefined;
}

function strangers(tenant: TenantEvidence): readonly string[] {
  const names = numbersOf(tenant);
  const contactOf = new Map(tenant.conversations.map(({ id, contactId }) => [id, contactId]));
  const writerOf = new Map(tenant.speakers.flatMap(({ number, said }) => said.map(({ id }) => [id, number] as const)));
  return [
    ...broken(tenant.inbound, ({ providerMessageId, conversationId }) => {
      const stands = names.get(contactOf.get(conversationId) ?? '');
      return stands !== undefined && stands === writerOf.get(providerMessageId)
        ? undefined
        : `${providerMessageId} stands with a stranger`;
    }),
    ...twice(tenant.conversations.map(({ contactId }) => contactId)).map((id) => `contact ${id} has two conversations`),
    ...twice([...names.values()]).map(() => 'a number belongs to two contacts'),
  ];
}

/**
 * Of two messages the earlier is the one that was acknowledged before the other was sent. Where the sender does not know when that
 * was, it is the one that was accepted first, unless that says nothing either.
 */
function early({ speakers }: TenantEvidence, messages: readonly InboundMessage[], turnOf: ReadonlyMap<string, Turn>) {
  const speaker = speakerOf(speakers, messages);
  const said = new Map(speaker?.said.map((one) => [one.id, one.between]));
  const taken = messages
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))
    .flatMap((message, n) => {
      const turn = turnOf.get(message.id);
      const between = said.get(message.providerMessageId) ?? (speaker?.untimed ? undefined : [n, n + 0.5]);
      return turn && between ? { turn, asked: between[0], acknowledged: between[1] } : [];
    });
  const byAsked = taken.toSorted((a, b) => a.asked - b.asked);
  const byAcknowledged = taken.toSorted((a, b) => a.acknowledged - b.acknowledged);
  let latest = 0;
  let passed = 0;
  return broken(byAsked, ({ turn, asked }) => {
    for (let next = byAcknowledged[passed]; next && next.acknowledged < asked; next = byAcknowledged[passed]) {
      latest = Math.max(latest, next.turn.at);
      passed += 1;
    }
    return turn.at < latest ? `turn ${turn.id} came early` : undefined;
  });
}

function speakerOf(speakers: readonly Speaker[], messages: readonly InboundMessage[]): Speaker | undefined {
  const first = messages[0]?.providerMessageId;
  return speakers.find(({ said }) => said.some(({ id }) => id === first));
}

function outOfOrder({ speakers }: TenantEvidence, messages: readonly InboundMessage[]): readonly string[] {
  const speaker = speakerOf(speakers, messages);
  const places = new Map(speaker?.said.map(({ id }, place) => [id, place]));
  let last = { place: -1, at: 0 };
  return broken(messages, ({ providerMessageId, at }) => {
    const before = last;
    last = { place: places.get(providerMessageId) ?? -1, at };
    const unknowable = speaker?.shuffled && at === before.at;
    return last.place < before.place && !unknowable ? `${providerMessageId} stands after a later one` : undefined;
  });
}
