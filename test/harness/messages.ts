import type { InboundMessage } from '#contracts/records/messaging.ts';
import { type Promised, broken, each, numbersOf, twice } from './check.ts';
import type { Said, Stored, TenantEvidence, Turn } from './evidence.ts';
import { early } from './order.ts';

/** What was received: there once, and answered by one turn each. */
export const receivedPromises: readonly Promised<Stored>[] = [
  {
    what: 'messages are in the store once',
    look: ({ inbound }) => ({
      of: inbound.length,
      broken: twice(inbound.map(({ providerMessageId }) => providerMessageId)),
    }),
  },
  {
    what: 'every message has one turn',
    look({ inbound, turns }) {
      const [answered, ids] = [new Set(turns.flatMap(messageOf)), new Set(inbound.map(({ id }) => id))];
      return {
        of: inbound.length,
        broken: [
          ...broken(inbound, ({ id }) => (answered.has(id) ? undefined : `${id} has no turn`)),
          ...twice(turns.flatMap(messageOf)).map((id) => `${id} has two turns`),
          ...broken(turns.flatMap(messageOf), (id) => (ids.has(id) ? undefined : `the turn of ${id} has no message`)),
        ],
      };
    },
  },
  {
    what: 'conversations that were given back to the bot have one turn for it',
    look({ turns, audit }) {
      const given = audit.filter(({ kind }) => kind === 'conversation.given_back').map(({ id }) => id);
      const told = turns.flatMap(({ cause }) => (cause.kind === 'event' ? cause.eventId : []));
      const others = turns.filter(({ cause }) => cause.kind === 'time');
      return {
        of: given.length,
        broken: [
          ...broken(given, (id) => (told.includes(id) ? undefined : `${id} has no turn`)),
          ...twice(told).map((id) => `${id} has two turns`),
          ...broken(told, (id) => (given.includes(id) ? undefined : `the turn of ${id} has no event`)),
          ...others.map(({ id }) => `turn ${id} has no cause`),
        ],
      };
    },
  },
];

/** What customers said: there, with the right person, and in order. */
export const messagePromises: readonly Promised<TenantEvidence>[] = [
  {
    what: 'acknowledged messages are in the store',
    look({ inbound, speakers }) {
      const stored = new Map(inbound.map((message) => [message.providerMessageId, message]));
      const acknowledged = speakers.flatMap(({ said }) => said.filter(({ passage }) => passage?.acknowledged !== undefined));
      return each(acknowledged, ({ id, body }) => {
        const message = stored.get(id);
        if (!message) return `${id} is lost`;
        return body === undefined || bodyOf(message) === body ? undefined : `${id} says something else`;
      });
    },
  },
  {
    what: 'messages belong to the contact who wrote them',
    look: (tenant) => ({ of: tenant.inbound.length, broken: strangers(tenant) }),
  },
  {
    what: 'messages of a conversation are in the order in which they were sent',
    look(tenant) {
      const threads = threadsOf(tenant);
      return { of: threads.length, broken: threads.flatMap(outOfOrder) };
    },
  },
  {
    what: 'turns ran in the order of their messages',
    look(tenant) {
      const turnOf = new Map(tenant.turns.flatMap((turn) => messageOf(turn).map((id) => [id, turn])));
      return {
        of: turnOf.size,
        broken: threadsOf(tenant)
          .flatMap((thread) =>
            early(
              thread.flatMap(({ message, said }) => {
                const turn = turnOf.get(message.id);
                return turn ? [{ id: turn.id, passage: said?.passage, rank: turn.at }] : [];
              }),
            ),
          )
          .map((id) => `turn ${id} came early`),
      };
    },
  },
];

/** A message in the order of saying, with what its writer knows of it. */
interface Heard {
  readonly message: InboundMessage;
  readonly said: Said | undefined;
}

/** Each conversation, in the order in which its customer said things. */
function threadsOf({ inbound, speakers }: TenantEvidence): readonly (readonly Heard[])[] {
  const places = new Map(speakers.flatMap(({ said }) => said.map((one, place) => [one.id, { said: one, place }] as const)));
  const heard = inbound.map((message) => ({
    message,
    ...(places.get(message.providerMessageId) ?? { said: undefined, place: -1 }),
  }));
  const threads = Map.groupBy(heard, ({ message }) => message.conversationId);
  return [...threads.values()].map((thread) => thread.toSorted((a, b) => a.place - b.place));
}

/** By the provider's times; within one of them, by how the messages reached the app. */
function outOfOrder(thread: readonly Heard[]): readonly string[] {
  const late = thread.filter(({ message }, n) => message.at < (thread[n - 1]?.message.at ?? 0));
  return [
    ...late.map(({ message }) => `${message.id} is dated before an earlier one`),
    ...[...Map.groupBy(thread, ({ message }) => message.at).values()]
      .flatMap((some) => {
        const orders = some.map(({ message }) => message.order).toSorted();
        return early(
          some.map(({ message: { id, order }, said }) => ({ id, passage: said?.passage, rank: orders.indexOf(order) })),
        );
      })
      .map((id) => `${id} stands before an earlier one`),
  ];
}

function messageOf({ cause }: Turn): string[] {
  return cause.kind === 'message' ? [cause.messageId] : [];
}

function bodyOf({ content }: InboundMessage): string | undefined {
  return content.kind === 'text' ? content.body : undefined;
}

function strangers(tenant: TenantEvidence): readonly string[] {
  const names = numbersOf(tenant);
  const contactOf = new Map(tenant.conversations.map(({ id, contactId }) => [id, contactId]));
  const writerOf = new Map(tenant.speakers.flatMap(({ number, said }) => said.map(({ id }) => [id, number] as const)));
  return [
    ...broken(tenant.inbound, ({ providerMessageId, conversationId, contactId }) => {
      const stands = names.get(contactOf.get(conversationId) ?? '');
      if (stands === undefined || stands !== writerOf.get(providerMessageId))
        return `${providerMessageId} belongs to somebody else`;
      return names.get(contactId) === stands ? undefined : `${providerMessageId} names another contact than its conversation`;
    }),
    ...twice(tenant.conversations.map(({ contactId }) => contactId)).map((id) => `contact ${id} has two conversations`),
    ...twice([...names.values()]).map(() => 'a number belongs to two contacts'),
  ];
}
