import { z } from 'zod';
import { bookingEvents } from '#contracts/events/bookings.ts';
import type { EventKind } from '#contracts/events/define.ts';
import { messageEvents } from '#contracts/events/messages.ts';
import type { BusEvent } from '#contracts/event.ts';

/** What a CRM would be told of. A hold or a delivery update is none of it. */
export const touchingEvents: readonly EventKind[] = [
  messageEvents.received,
  messageEvents.echoed,
  messageEvents.wanted,
  bookingEvents.confirmed,
  bookingEvents.moved,
  bookingEvents.cancelled,
];

const ofContact = z.object({ contactId: z.string() });

/** The contact that an event touches. */
export function contactOf({ data }: BusEvent): string {
  return ofContact.parse(data).contactId;
}
