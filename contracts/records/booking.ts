import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';
import { day, money, wallTime } from './catalog.ts';

/**
 * A stretch of a staff member's time, buffers included. `expiresAt` is the end of the hold, or 0 for a booking. `startsAt`
 * (without the buffer) and `serviceId` decide which day and limit the claim counts against.
 */
export const claim = z.object({
  bookingId: z.string(),
  serviceId: z.string(),
  startsAt: epochMs,
  from: epochMs,
  until: epochMs,
  expiresAt: epochMs,
});
export type Claim = z.infer<typeof claim>;

/** A staff member's claims on one venue day, sorted by `from`. `id` is `staffId:date`. A claim across midnight is in both days. */
export const agenda = z.object({ id: z.string(), staffId: z.string(), date: day, claims: z.array(claim) });
export type Agenda = z.infer<typeof agenda>;
export const agendas = defineCollection({
  name: 'agendas',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'times by the id of their booking' },
  shape: agenda,
  indexes: { byStaff: ['staffId', 'date'] },
});

/**
 * The bookings that count against a service's daily limit, across all staff. `id` is `service:serviceId:date`. Written only
 * while the service has a limit. A staff member's own limit is counted from the agenda.
 */
export const tally = z.object({
  id: z.string(),
  date: day,
  entries: z.array(z.object({ bookingId: z.string(), expiresAt: epochMs })),
});
export type Tally = z.infer<typeof tally>;
export const tallies = defineCollection({
  name: 'tallies',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'ids of bookings only' },
  shape: tally,
  indexes: { byDate: ['date'] },
});

export const bookingState = z.enum(['held', 'confirmed', 'completed', 'no_show', 'cancelled', 'expired']);
export const actor = z.enum(['customer', 'agent', 'system']);

export const booking = z.object({
  id: z.string(),
  contactId: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  staffId: z.string(),
  staffName: z.string(),
  startsAt: epochMs,
  endsAt: epochMs,
  /** Wall time and zone as agreed with the customer. They decide if the zone's rules change later. */
  date: day,
  time: wallTime,
  zone: z.string(),
  price: money,
  state: bookingState,
  /** End of the hold; 0 once confirmed. */
  expiresAt: epochMs,
  /** Why this staff member was chosen: `least_booked` if the customer had no preference, else `asked_for`. */
  chosenBecause: z.enum(['asked_for', 'least_booked']),
  history: z.array(
    z.object({ state: z.enum([...bookingState.options, 'moved']), at: epochMs, by: actor, reason: z.string().optional() }),
  ),
});
export type Booking = z.infer<typeof booking>;
export const bookings = defineCollection({
  name: 'bookings',
  scope: 'tenant',
  // The time was taken, and counts with others: it stays, and says no longer by whom. A reason is free text.
  ofContact: {
    kind: 'index',
    by: 'byContact',
    equals: 'contact',
    keeps: (value) => ({ ...value, contactId: '', history: value.history.map(({ state, at, by }) => ({ state, at, by })) }),
  },
  shape: booking,
  indexes: { byContact: ['contactId', 'startsAt'], byState: ['state', 'expiresAt'], byStart: ['startsAt'] },
});

/** Data of every event on stream `booking` (`booking.held`, `.confirmed`, `.moved`, `.cancelled`, `.expired`; version 1). Ids only. */
export const bookingChanged = z.object({
  bookingId: z.string(),
  contactId: z.string(),
  serviceId: z.string(),
  staffId: z.string(),
  startsAt: epochMs,
  endsAt: epochMs,
  state: bookingState,
  /** End of the hold; 0 once confirmed. */
  expiresAt: epochMs,
  by: actor,
  /** Staff member and start before the move. */
  was: z.object({ staffId: z.string(), startsAt: epochMs }).optional(),
});
export type BookingChanged = z.infer<typeof bookingChanged>;
