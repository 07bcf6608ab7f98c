import type { EpochMs } from '#contracts/clock.ts';
import { bookingEvents } from '#contracts/events/bookings.ts';
import type { EventKind } from '#contracts/events/define.ts';
import { messageEvents } from '#contracts/events/messages.ts';
import type { BusEvent } from '#contracts/event.ts';
import type { Countable } from '#contracts/records/analytics.ts';

/** How an event is counted: the name of the count, and the time that decides the day. */
export interface Counted {
  readonly id: string;
  readonly at: EpochMs;
  readonly as: Countable;
}

const COUNTED: readonly (readonly [EventKind, Countable])[] = [
  [messageEvents.received, 'received'],
  [messageEvents.wanted, 'answered'],
  [messageEvents.accepted, 'sent'],
  [messageEvents.delivered, 'delivered'],
  [messageEvents.read, 'read'],
  [messageEvents.failed, 'failed'],
  [bookingEvents.held, 'held'],
  [bookingEvents.confirmed, 'booked'],
  [bookingEvents.moved, 'moved'],
  [bookingEvents.cancelled, 'cancelled'],
  [bookingEvents.expired, 'expired'],
];

export const countedEvents: readonly EventKind[] = COUNTED.map(([event]) => event);
const names = new Map(COUNTED.map(([{ kind }, as]) => [kind, as]));

/** What an event of this kind counts as; `undefined` when there is nothing to count. */
export function countedAs(kind: string): Countable | undefined {
  return names.get(kind);
}

export function countedOf({ id, at, kind }: BusEvent): Counted | undefined {
  const as = countedAs(kind);
  return as && { id, at, as };
}
