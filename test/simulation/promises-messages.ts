import { turns } from '#contracts/records/dialogue.ts';
import type { InboundMessage } from '#contracts/records/messaging.ts';
import { broken, twice } from '#test/crash/check.ts';
import type { Customer } from './customers.ts';
import { turnIdOf } from '#core/dialogue/turn-id.ts';
import type { Evidence } from './evidence.ts';
import type { Said } from './webhook-body.ts';

/** What customers said: there once, with the right person, in order, and answered by one turn each. */
export function check(evidence: Evidence): readonly string[] {
  const { customers, inbound, turns: taken, courier, conversations } = evidence;
  const there = new Map(inbound.map((message) => [message.providerMessageId, message]));
  const contacts = contactsOf(evidence);
  const talkOf = new Map(conversations.map(({ id, contactId }) => [id, contactId]));
  const answered = new Set(taken.map(({ id }) => id));
  const known = new Set(inbound.map(({ id }) => turnOf(id)));
  return [
    ...customers.flatMap((customer) =>
      broken(customer.said, (said) => {
        const message = there.get(said.id);
        if (!message)
          return courier.passages.get(said.id)?.acknowledged === undefined
            ? undefined
            : `${said.id} was acknowledged and is lost`;
        if (talkOf.get(message.conversationId) !== contacts.get(customer.name)) return `${said.id} stands with a stranger`;
        return saysTheSame(said, message) ? undefined : `${said.id} says something else`;
      }),
    ),
    ...twice(inbound.map(({ providerMessageId }) => providerMessageId)).map((id) => `${id} is there twice`),
    ...twice(conversations.map(({ contactId }) => contactId)).map((id) => `contact ${id} has two conversations`),
    ...twice([...contacts.values()]).map(() => 'two customers are one contact'),
    ...broken(inbound, ({ id }) => (answered.has(turnOf(id)) ? undefined : `${id} has no turn`)),
    ...broken(taken, ({ id }) => (known.has(id) ? undefined : `the turn ${id} answers nothing`)),
    ...customers.flatMap((customer) => outOfOrder(evidence, customer, there)),
  ];
}

/** A customer's contact by the name of the customer; every identity of a customer must lead to the same. */
export function contactsOf({ customers, identities }: Evidence): ReadonlyMap<string, string> {
  return new Map(
    customers.flatMap(({ name, number, userId }) => {
      const own = identities.filter(({ value }) => value === number || value === userId).map(({ contactId }) => contactId);
      const [contact, ...others] = new Set(own);
      if (contact === undefined) return [];
      return [[name, others.length > 0 ? `${contact} and ${others.join()}` : contact] as const];
    }),
  );
}

function saysTheSame({ content, at }: Said, message: InboundMessage): boolean {
  if (message.at !== at) return false;
  if (message.content.kind === 'text') return message.content.body === content.text?.body;
  const reply = content.interactive?.[content.interactive.type];
  return message.content.kind === 'choice' && message.content.id === reply?.id;
}

/**
 * If one was acknowledged before another was first brought, it comes first: in the log of the conversation, where seconds are
 * equal, and in the order in which turns were taken.
 */
function outOfOrder(evidence: Evidence, customer: Customer, there: ReadonlyMap<string, InboundMessage>): readonly string[] {
  if (evidence.overtaken.has(customer.name)) return [];
  const { passages } = evidence.courier;
  const all = customer.said.flatMap(({ id }) => there.get(id) ?? []);
  const cameBefore = (a: InboundMessage, b: InboundMessage) => {
    const [first, second] = [passages.get(a.providerMessageId), passages.get(b.providerMessageId)];
    return (first?.acknowledged ?? Infinity) < (second?.presented ?? -1);
  };
  return all.flatMap((a) =>
    all
      .filter((b) => cameBefore(a, b))
      .flatMap((b) => [
        ...(a.at !== b.at || a.order < b.order ? [] : [`${a.providerMessageId} stands behind ${b.providerMessageId}`]),
        ...(evidence.born(turns, turnOf(a.id)) < evidence.born(turns, turnOf(b.id))
          ? []
          : [`${b.providerMessageId} was answered before ${a.providerMessageId}`]),
      ]),
  );
}

function turnOf(messageId: string): string {
  return turnIdOf({ kind: 'message', messageId });
}
