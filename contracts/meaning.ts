import { z } from 'zod';
import { day, wallTime, weekday } from './records/catalog.ts';

const id = z.string().max(200);

/** What must be acted on. */
export const intent = z.enum([
  /** A new visit, a question for free times, an answer to a booking question, or a change of what is being booked. */
  'book',
  /** Another day, time or person for an existing booking. */
  'reschedule',
  /** Drop an existing booking or, while one is being made, the whole attempt. */
  'cancel',
  /** Go ahead with what was shown. */
  'confirm',
  /** No to what was shown, without another wish. */
  'deny',
  'back',
  'start_over',
  /** What is booked, or held right now. */
  'my_bookings',
  'price',
  'hours',
  'duration',
  /** Also parking, transport, directions. */
  'address',
  /** Does it exist, what is in it, how to prepare, does it hurt. */
  'service_info',
  /** Who, on which days, whether somebody is in. */
  'staff_info',
  /** Payment, insurance, rules for cancelling and being late, discounts, dogs, walk-ins. */
  'policy',
  'pictures',
  'help',
  /** Wants a human, or is standing at the door. */
  'person',
  /** No more messages. Never cancels a booking. */
  'stop',
  /** On the way to a booking that is due. */
  'late',
  'complaint',
  'greeting',
  'thanks',
  /** Nothing to answer with an action: automatic replies, spam, "let me think", an ok after the booking. */
  'nothing_to_do',
  /** Wants an answer, but none of these; also everything that was not understood (`sure: false`). */
  'other',
]);
export type Intent = z.infer<typeof intent>;

export const partOfDay = z.enum(['morning', 'midday', 'afternoon', 'evening']);
export type PartOfDay = z.infer<typeof partOfDay>;

/** What is wanted, as far as the message says so: an absent field was not said. Days and times are the venue's. */
export const wish = z.object({
  /** Several for one visit. */
  services: z.array(id).max(10).optional(),
  /** `any`: the customer said that it does not matter. */
  staff: z.union([id, z.literal('any')]).optional(),
  /** The one day wanted. `any`: every day will do. */
  date: z.union([day, z.literal('any')]).optional(),
  /** First and last day wanted, both included. */
  dateFrom: day.optional(),
  dateTo: day.optional(),
  /** Any of these, 1 is Monday. Without a range, the coming ones. */
  weekdays: z.array(weekday).max(7).optional(),
  /** The start wanted. `any`: whichever of those shown. */
  time: z.union([wallTime, z.literal('any')]).optional(),
  /** Earliest and latest start wanted, both included. */
  timeFrom: wallTime.optional(),
  timeTo: wallTime.optional(),
  /** The appointment must be over by then. */
  doneBy: wallTime.optional(),
  partOfDay: partOfDay.optional(),
  /** Which of the times that fit. */
  pick: z.enum(['earliest', 'latest']).optional(),
  /** Relative to what is held, shown or booked; positive is later. */
  shiftMinutes: z.int().optional(),
  shiftDays: z.int().optional(),
  /** How many people, if more than one. */
  party: z.int().min(2).max(99).optional(),
  /** For whom, in the customer's words. */
  for: z.string().max(80).optional(),
  /** `all`: every upcoming one. */
  whichBooking: z.union([id, z.literal('all')]).optional(),
  /** Every so many weeks. */
  recurWeeks: z.int().min(1).max(52).optional(),
  lateMinutes: z.int().min(1).max(600).optional(),
  /** Bounds are an approximation: "around four", "at the end of the month". */
  fuzzy: z.boolean().optional(),
});
export type Wish = z.infer<typeof wish>;

/** What must not be. */
export const unwanted = z.object({
  weekdays: z.array(weekday).max(7).optional(),
  date: day.optional(),
  staff: id.optional(),
  services: z.array(id).max(10).optional(),
});
export type Unwanted = z.infer<typeof unwanted>;

/**
 * What a message means, made by the rules or by a model and checked against the catalogue and the calendar before the dialogue sees
 * it. It says what the customer wants, and states no fact about free times, prices or bookings.
 */
export const meaning = wish.extend({
  intent,
  /** Further intents of the same message, in order. */
  also: z.array(intent).max(4).optional(),
  not: unwanted.optional(),
  /** The wish if the first cannot be had. */
  else: wish.optional(),
  /** Equally good readings; each replaces or adds fields. They are asked about, never guessed. */
  alternatives: z
    .array(wish.extend({ intent: intent.optional() }))
    .min(2)
    .max(4)
    .optional(),
  /** A day was named that does not exist, such as 31 February. */
  noSuchDay: z.boolean().optional(),
  /** It is put as a question: "could we make it five?". */
  question: z.boolean(),
  /** A time that is held stays held. False only for a clear no or a stated change of day or time. */
  keepsDraft: z.boolean(),
  /** False where the reader only guessed; a model may then be asked. */
  sure: z.boolean(),
});
export type Meaning = z.infer<typeof meaning>;
