import { bookingChanged } from '../records/booking.ts';
import { defineEvent } from './define.ts';

const booking = (kind: string, says: string) =>
  defineEvent({ kind: `booking.${kind}`, stream: 'booking', says, data: bookingChanged });

/** Keyed by the booking. */
export const bookingEvents = {
  held: booking('held', 'A time is held while the customer confirms.'),
  confirmed: booking('confirmed', 'A booking was made.'),
  moved: booking('moved', 'A booking was moved to another time or person.'),
  cancelled: booking('cancelled', 'A booking or a hold was cancelled.'),
  expired: booking('expired', 'A hold ended without a confirmation.'),
};
