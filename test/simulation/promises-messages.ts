import { turns } from '#contracts/records/dialogue.ts';
import type { InboundMessage } from '#contracts/records/messaging.ts';
import { broken, twice } from '#test/harness/check.ts';
import type { Customer } from './customers.ts';
import { turnIdOf } from '#core/dialogue/turn-id.ts';
import type { Evidence } from './evidence.ts';
import type { Said } from './webhook-body.ts';

/** What customers said: there, with the right person, and in order. */
export function check(evidence: Evidence): readonly string[] {
  const { customers, courier } = evidence;
  const { inbound, conversations } = evidence.stored;
  const there = new Map(inbound.map((message) => [message.providerMessageId, message]));
  const contacts = contactsOf(evidence);
  const talkOf = new Map(conversations.map(({ id, contactId }) => [id, contactId]));
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
    ...twice(conversations.map(({ contactId }) => contactId)).map((id) => `contact ${id} has two conversations`),
    ...twice([...contacts.values()]).map(() => 'two customers are one contact'),
    ...customers.flatMap((customer) => outOfOrder(evidence, customer, there)),
  ];
}

/** A customer's contact by the name of the customer; every identity of a customer must lead to the same. */
export function contactsOf({ customers, stored }: Evidence): ReadonlyMap<string, string> {
  return new Map(
    customers.flatMap(({ name, number, userId }) => {
      const own = stored.identities.filter(({ value }) => value === number || value === userId).map(({ contactId }) => contactId);
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
