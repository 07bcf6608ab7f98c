import { z } from 'zod';
import { type Wish, wish } from '#contracts/meaning.ts';
import { day, wallTime } from '#contracts/records/catalog.ts';
import { epochMs } from '#contracts/clock.ts';
import type { Line } from '#core/texts/texts.ts';

const id = z.string().max(200);

/** A free start as shown to the customer: a slot without its end. */
export const start = z.object({ staffId: id, startsAt: epochMs, date: day, time: wallTime });
export type Start = z.infer<typeof start>;

/** The last question, with what cannot be derived from the draft and the facts. */
const view = z.discriminatedUnion('at', [
  z.object({ at: z.literal('menu') }),
  z.object({ at: z.literal('services') }),
  z.object({ at: z.literal('people') }),
  /** Free days from this day on. */
  z.object({ at: z.literal('days'), from: day }),
  /** Free days before this one. */
  z.object({ at: z.literal('days_before'), until: day }),
  z.object({ at: z.literal('times'), date: day }),
  z.object({ at: z.literal('alternatives'), starts: z.array(start).max(6) }),
  z.object({ at: z.literal('confirm_hold') }),
  z.object({ at: z.literal('confirm_move'), bookingId: id, startsAt: epochMs, staffId: id.optional() }),
  z.object({ at: z.literal('bookings'), to: z.enum(['see', 'move', 'cancel']) }),
  z.object({ at: z.literal('booking'), bookingId: id }),
  z.object({ at: z.literal('confirm_cancel'), bookingId: id }),
]);
export type View = z.infer<typeof view>;

/** What the customer has chosen so far. No `staffId` means no preference. `movingId` is the booking to move. */
const draft = z.object({ serviceId: id, staffId: id.optional(), movingId: id.optional() });
export type Draft = z.infer<typeof draft>;

/** A choice as shown, so that the customer can type its title. `means` lets a plain yes or no select it. */
const offered = z.object({ id, title: z.string().max(80), means: z.enum(['yes', 'no']).optional() });
export type Offered = z.infer<typeof offered>;
export const MOST_OFFERED = 40;

const kept = z.object({
  version: z.literal(1),
  view,
  draft: draft.optional(),
  /** The booking id of the draft's hold. */
  holdId: id.optional(),
  /** Other times are being looked at while the hold stands. */
  looking: z.boolean().optional(),
  /** What was said before it could be used: the day and time of "a haircut tomorrow at three", while it is asked which haircut. */
  wish: wish.optional(),
  offered: z.array(offered).max(MOST_OFFERED),
  /** Time of the customer's last message; 0 before the first. */
  lastAt: epochMs,
  /** Number of messages in a row that were not understood. */
  misses: z.int().nonnegative(),
});

export interface Search {
  readonly lead: readonly Line[];
  readonly page: number;
}

/** How to continue after the outcome of an effect. */
export type Asking =
  | (Search & {
      readonly for: 'days';
      readonly from: string;
      readonly to: string;
      /** Number of searches so far in this turn. */
      readonly round: number;
      /** The view the customer asked for. */
      readonly wanted: Extract<View, { at: 'days' | 'days_before' }>;
      readonly earliest: boolean;
    })
  | (Search & { readonly for: 'times'; readonly date: string; readonly wish?: Wish })
  /** The starts within a span of days that fit what was said. */
  | (Search & { readonly for: 'fitting'; readonly from: string; readonly to: string; readonly wish: Wish })
  | { readonly for: 'hold'; readonly lead: readonly Line[] }
  | { readonly for: 'confirm' }
  | { readonly for: 'move'; readonly bookingId: string }
  | { readonly for: 'cancel'; readonly bookingId: string }
  | { readonly for: 'release'; readonly next: AfterRelease };
export type AfterRelease =
  | { readonly go: View; readonly lead: readonly Line[]; readonly page: number; readonly earliest: boolean }
  | { readonly seek: Wish; readonly lead: readonly Line[] }
  | { readonly hold: { readonly startsAt: number; readonly staffId?: string }; readonly lead: readonly Line[] };

/** `asking` exists only between the steps of a turn and is never stored. */
export type DialogueState = z.infer<typeof kept> & { readonly asking?: Asking };

export const freshState: DialogueState = { version: 1, view: { at: 'menu' }, offered: [], lastAt: 0, misses: 0 };

/** A state that cannot be parsed (from an older version, or damaged) is replaced by a fresh one, so that no conversation gets stuck. */
export const dialogueState: z.ZodType<DialogueState> = kept.catch({ ...freshState, offered: [] });
