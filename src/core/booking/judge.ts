import type { EpochMs } from '#contracts/clock.ts';
import type { NoSlot } from '#contracts/scheduling.ts';
import type { Spans } from './spans.ts';

/** Why a start is free or not. The first one that applies counts, in this order. */
export const VERDICTS = [
  'free',
  'past',
  'beyond_horizon',
  'notice_too_short',
  'closed',
  'off',
  'break',
  'taken',
  'held',
  'service_limit',
  'staff_limit',
  'no_such_start',
] as const satisfies readonly (NoSlot | 'free')[];
export type Verdict = (typeof VERDICTS)[number];

/** The time a claim covers around its start, and the earliest allowed start. Milliseconds. */
export interface Need {
  readonly before: number;
  /** Duration plus the buffer after it, in elapsed time even across a daylight saving change. */
  readonly after: number;
  readonly now: EpochMs;
  readonly notBefore: EpochMs;
}

/** The starts of a day in ascending order, and the rules that apply to all of them. */
export interface StartsOfDay {
  readonly at: readonly EpochMs[];
  readonly closed: boolean;
  readonly beyondHorizon: boolean;
  readonly full: 'service_limit' | 'staff_limit' | undefined;
}

/** One person's working time and claims. */
export interface PersonTime {
  readonly shifts: Spans;
  readonly open: Spans;
  readonly booked: Spans;
  readonly held: Spans;
}

const code = (verdict: Verdict) => VERDICTS.indexOf(verdict);
const PAST = code('past');
const BEYOND_HORIZON = code('beyond_horizon');
const NOTICE_TOO_SHORT = code('notice_too_short');
const CLOSED = code('closed');
const OFF = code('off');
const BREAK = code('break');
const TAKEN = code('taken');
const HELD = code('held');

/**
 * Judges every start of consecutive days for one person. Returns indexes into `VERDICTS`, in the order of the starts. Search,
 * reasons and claims all use this one rule. Linear: starts and spans are sorted, so both are walked once, side by side.
 */
export function judge(days: readonly StartsOfDay[], person: PersonTime, need: Need): Uint8Array {
  const { shifts, open, booked, held } = person;
  const { before, after, now, notBefore } = need;
  const verdicts = new Uint8Array(days.reduce((sum, day) => sum + day.at.length, 0));
  let n = 0;
  let shift = 0;
  let free = 0;
  let taken = 0;
  let hold = 0;

  for (const { at, closed, beyondHorizon, full } of days) {
    const forAll = beyondHorizon ? BEYOND_HORIZON : closed ? CLOSED : 0;
    const ifFree = full ? code(full) : 0;
    for (const start of at) {
      const verdict = n;
      n += 1;
      if (start < notBefore || forAll !== 0) {
        verdicts[verdict] = start < now ? PAST : beyondHorizon || start >= notBefore ? forAll : NOTICE_TOO_SHORT;
        continue;
      }
      const from = start - before;
      const until = start + after;
      while (free < open.length && open[free + 1]! < until) free += 2;
      if (free >= open.length || open[free]! > from) {
        while (shift < shifts.length && shifts[shift + 1]! < until) shift += 2;
        verdicts[verdict] = shift < shifts.length && shifts[shift]! <= from ? BREAK : OFF;
        continue;
      }
      while (taken < booked.length && booked[taken + 1]! <= from) taken += 2;
      if (taken < booked.length && booked[taken]! < until) {
        verdicts[verdict] = TAKEN;
        continue;
      }
      while (hold < held.length && held[hold + 1]! <= from) hold += 2;
      verdicts[verdict] = hold < held.length && held[hold]! < until ? HELD : ifFree;
    }
  }
  return verdicts;
}
