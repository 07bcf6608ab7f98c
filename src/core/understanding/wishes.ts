import type { Unwanted, Wish } from '#contracts/meaning.ts';
import { phrase } from './alternation.ts';
import { WEEKDAY } from './calendar-words.ts';
import { compared } from './compared.ts';
import { pickIn } from './parts.ts';
import type { Reading } from './reading.ts';
import type { Setting } from './setting.ts';
import { takeDays } from './wished-days.ts';
import { takeTimes } from './wished-times.ts';

/** What a message wants, before it is known what is to be done about it. */
export interface Wanted {
  wish: Wish;
  not: Unwanted;
  else?: Wish;
  /** Equally good readings. */
  either: Wish[];
  noSuchDay: boolean;
  /** Days that were said to belong to a booking: "the one on Friday". */
  ofBooking: string[];
  timesOfBooking: number[];
}

const WEEKLY = phrase(`(?:every|each|cada|todos los|todas as|tod[oa]s? (?:os|as)|jede[nr]?|tous les|chaque|ogni) ${WEEKDAY}`);

export function wantedIn(reading: Reading, setting: Setting, within: (at: number) => boolean): Wanted {
  const wanted: Wanted = { wish: {}, not: {}, either: [], noSuchDay: false, ofBooking: [], timesOfBooking: [] };
  takeDays(wanted, reading, setting, within);
  takeTimes(wanted, reading, setting, within);
  for (const { at, value } of reading.amounts) {
    if (!within(at)) continue;
    if (value.kind === 'shift') {
      if (value.minutes !== undefined) wanted.wish.shiftMinutes = value.minutes;
      if (value.days !== undefined) moveDays(wanted, value.days, setting);
    }
    if (value.kind === 'party') wanted.wish.party = value.people;
    if (value.kind === 'recur') wanted.wish.recurWeeks = value.weeks;
    if (value.kind === 'late') wanted.wish.lateMinutes = value.minutes;
  }
  const pick = pickIn(reading.text);
  if (pick !== undefined) wanted.wish.pick = pick;
  if (WEEKLY.test(reading.text) && wanted.wish.recurWeeks === undefined) wanted.wish.recurWeeks = 1;
  compared(wanted, reading, setting, within);
  if (wanted.wish.recurWeeks !== undefined && wanted.wish.date !== undefined && wanted.wish.date !== 'any') {
    const bare = reading.days.findLast(({ value }) => value.bare);
    if (bare && wanted.wish.weekdays === undefined) {
      wanted.wish.weekdays = [Temporal.PlainDate.from(wanted.wish.date).dayOfWeek];
      delete wanted.wish.date;
    }
  }
  return wanted;
}

function moveDays(wanted: Wanted, days: number, { draft, bookings, shownDay }: Setting): void {
  const from = draft.date ?? shownDay ?? (bookings.length === 1 ? bookings[0]?.date : undefined);
  if (from === undefined) wanted.wish.shiftDays = days;
  else wanted.wish.date = Temporal.PlainDate.from(from).add({ days }).toString();
}
