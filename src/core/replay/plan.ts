import type { InboundArrived } from '#contracts/events/arrivals.ts';
import type { EchoReceived, MessageReceived, StatusReceived } from '#contracts/inbound.ts';
import type { InboundRaw, OutboundMessage } from '#contracts/records/messaging.ts';
import type { Sender } from '#contracts/records/platform.ts';
import { isUnrecognised, orderWithin } from '#core/messaging/arrival.ts';
import { orderOf } from '#core/ids/order.ts';
import { providerKey } from '#core/messaging/keys.ts';
import { type Normalize, eventsOf } from './normalize.ts';
import type { History } from './history.ts';
import { strandsOf } from './strands.ts';

export interface Heard<E> {
  readonly sender: Sender;
  readonly arrived: InboundArrived;
  readonly event: E;
}

/** The steps of a replay. They do not depend on the order of the history or on duplicates. Separate lists can run in parallel. */
export interface Plan {
  /** Per person, as far as identities that were ever named together say who is one. */
  readonly messages: readonly (readonly Heard<MessageReceived | EchoReceived>[])[];
  /** Per conversation, without what staff wrote in the app: that is in the log. */
  readonly ours: readonly (readonly OutboundMessage[])[];
  /** One list per outbound message. */
  readonly statuses: readonly (readonly Heard<StatusReceived>[])[];
  readonly changes: number;
  /** Number of changes left out: they cannot be parsed, or the tenant no longer has the number. */
  readonly leftOut: number;
  /** Number of changes that could not be read when they came but can be now. `renormalize` recovers them. */
  readonly understoodNow: number;
}

/** A change's order of acceptance. Older versions did not store it; there it is derived from the time. */
export function acceptedAs({ order, receivedAt, id }: InboundRaw): string {
  return order ?? orderOf(receivedAt, id);
}

export function planOf(history: History, normalize: Normalize, until?: string): Plan {
  const senders = new Map(history.senders.map((sender) => [sender.id, sender]));
  const changes = sorted(history.changes, acceptedAs).filter((change) => until === undefined || acceptedAs(change) < until);
  const messages: Heard<MessageReceived | EchoReceived>[] = [];
  const statuses: Heard<StatusReceived>[] = [];
  let leftOut = 0;
  let understoodNow = 0;
  for (const change of changes) {
    // A notice about a whole business account only becomes an event.
    if (change.senderId === '') continue;
    const sender = senders.get(change.senderId);
    const events = sender && eventsOf(normalize, change);
    if (!events) {
      leftOut += 1;
      continue;
    }
    if (change.unrecognised && !events.some(isUnrecognised)) understoodNow += 1;
    for (const [n, event] of events.entries()) {
      const { id: rawId, connectionId, senderId, channel, receivedAt } = change;
      const order = orderWithin(acceptedAs(change), n);
      const arrived = { connectionId, senderId, channel, rawId, order, receivedAt, event };
      if (event.kind === 'message' || event.kind === 'echo') messages.push({ sender, arrived, event });
      if (event.kind === 'status') statuses.push({ sender, arrived, event });
    }
  }
  return {
    messages: strandsOf(messages, peopleIn),
    ours: [
      ...Map.groupBy(
        sorted(
          history.ours.filter(({ author }) => author !== 'app'),
          ({ order }) => order,
        ),
        ({ conversationId }) => conversationId,
      ).values(),
    ],
    statuses: strandsOf(statuses, sendsIn),
    changes: changes.length,
    leftOut,
    understoodNow,
  };
}

/** Sorts items and removes duplicates, keeping the earlier one. */
function sorted<T extends { readonly id: string }>(items: readonly T[], order: (item: T) => string): readonly T[] {
  const inOrder = items.toSorted((a, b) => compare(order(a), order(b)) || compare(a.id, b.id));
  const seen = new Set<string>();
  return inOrder.filter(({ id }) => !seen.has(id) && seen.add(id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function peopleIn({ sender, event }: Heard<MessageReceived | EchoReceived>): readonly string[] {
  const { identityScope: scope } = sender;
  const { content, providerMessageId } = event;
  const from = event.kind === 'echo' ? event.to : event.from;
  const { was } = content.kind === 'system' ? content : {};
  return [
    ...[from.userId, was?.userId].filter(isNamed).map((id) => JSON.stringify(['user_id', scope, id])),
    ...[from.phone, was?.phone].filter(isNamed).map((phone) => JSON.stringify(['phone', '', phone])),
    ...[from.providerId].filter(isNamed).map((id) => JSON.stringify(['provider_id', scope, id])),
    // Two changes may contain the same message with different identities. They must go into one strand.
    JSON.stringify(['message', providerKey(sender.id, providerMessageId)]),
  ];
}

function sendsIn({ sender, event }: Heard<StatusReceived>): readonly string[] {
  const send = JSON.stringify(['send', providerKey(sender.id, event.providerMessageId)]);
  return event.ref === undefined ? [send] : [send, JSON.stringify(['ref', event.ref])];
}

function isNamed(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
