import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import { bookingEvents } from '#contracts/events/bookings.ts';
import { happened } from '#contracts/events/define.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { Booking, BookingChanged } from '#contracts/records/booking.ts';
import { bookings } from '#contracts/records/booking.ts';
import type { By, Plan } from '#contracts/scheduling.ts';
import { insert, replace, type Stored, type Write } from '#contracts/store.ts';
import type { OfferNeeds } from './read-offer.ts';

/** The tools every booking step needs. */
export interface BookingTools extends OfferNeeds {
  readonly clock: Clock;
  readonly newId: NewId;
}

export type BookingStep = 'held' | 'confirmed' | 'moved' | 'cancelled' | 'expired';
type Line = Booking['history'][number];

/** The history with one more line. */
export function historyOf(booking: Pick<Booking, 'history'>, state: Line['state'], at: number, by: By, reason?: string): Line[] {
  return [...booking.history, { state, at, by, ...(reason === undefined ? {} : { reason }) }];
}

/** The plan of a step: the new booking, the writes of its claim, and the event. */
export function planned(
  tools: Pick<BookingTools, 'clock' | 'newId'>,
  step: BookingStep,
  was: Stored<Booking> | undefined,
  booking: Booking,
  by: By,
  writes: readonly Write[],
): Plan {
  const line = was ? replace(bookings, was, booking) : insert(bookings, booking);
  return { kind: 'planned', booking, writes: [line, ...writes], events: [told(tools, step, was?.value, booking, by)] };
}

function told(
  { clock, newId }: Pick<BookingTools, 'clock' | 'newId'>,
  step: BookingStep,
  was: Booking | undefined,
  booking: Booking,
  by: By,
): NewEvent {
  const { id, contactId, serviceId, staffId, startsAt, endsAt, state, expiresAt } = booking;
  const data: BookingChanged = { bookingId: id, contactId, serviceId, staffId, startsAt, endsAt, state, expiresAt, by };
  const before = step === 'moved' && was ? { was: { staffId: was.staffId, startsAt: was.startsAt } } : {};
  return happened(bookingEvents[step], { id: newId(), key: id, at: clock.now() }, { ...data, ...before });
}
