import type { Wish } from '#contracts/meaning.ts';
import { phrase } from './alternation.ts';
import { mondayOf } from './day-arithmetic.ts';
import type { Reading } from './reading.ts';
import { requests } from './requests.ts';
import type { Setting } from './setting.ts';
import type { Wanted } from './wishes.ts';

const EARLIER = phrase(
  'not (?:that|so|too|quite so) late|less late|no tan tarde|nicht (?:so|ganz so) spat|pas si tard|non cosi tardi|nao tao tarde|(?<!no )(?:earlier|sooner)(?! than| or later| one)|(?:un poco |algo |mas )?antes(?! de| del| que)|mas (?:temprano|tempranito|pronto|prontito)|fruher|eher|plus tot|piu presto|mais cedo|(?:un po )?prima(?! di| del)|too late(?! to)|demasiado tarde|muy tarde|zu spat|trop tard|troppo tardi|muito tarde',
);

const LATER = phrase(
  'not (?:that|so|too|quite so) early|no tan (?:temprano|pronto)|nicht (?:so|ganz so) fruh|pas si tot|non cosi presto|nao tao cedo|(?<!or )later(?! one| than| today| this week| in)|(?:un poco |algo )?(?:mas tarde|despues(?! de| del| que))|spater|plus tard|piu tardi|mais tarde|(?:un po )?dopo(?! le| il)|depois(?! d)|too early|demasiado (?:temprano|pronto)|muy (?:temprano|pronto)|zu fruh|trop tot|troppo presto|muito cedo|afterwards',
);

/** Says "earlier" or "later". */
export function compares(text: string): boolean {
  return EARLIER.test(text) || LATER.test(text);
}

/** A bare "earlier" or "later" is compared with what is held, shown or booked. */
export function compared(
  wanted: Wanted,
  { text, clauses }: Reading,
  { place, draft, shownTimes, shownDay, bookings, today }: Setting,
  within: (at: number) => boolean,
): void {
  const { wish } = wanted;
  if (wish.time !== undefined || wish.timeFrom !== undefined || wish.timeTo !== undefined || wish.shiftMinutes !== undefined)
    return;
  const [only, more] = bookings;
  const spoken = shownDay ?? draft.date ?? (only && !more ? only.date : undefined);
  const open = clauses
    .filter(({ at, masked }) => within(at) && !requests.willTell(masked) && !requests.thinking(masked))
    .map(({ masked }) => masked)
    .join(' . ');
  const [earlier, later] = [EARLIER.test(open), LATER.test(open)];
  if (
    earlier === later ||
    (wish.date !== undefined && wish.date !== spoken) ||
    wish.dateFrom !== undefined ||
    wish.weekdays !== undefined
  )
    return;
  if (wish.date === undefined && DAYLIKE.test(` ${text} `)) {
    if (spoken !== undefined) comparedDays(wish, earlier, spoken, today, WEEKLIKE.test(` ${text} `));
    return;
  }
  const day = place === 'choose_time' ? shownDay : spoken;
  const times = place === 'choose_time' ? shownTimes : draft.time !== undefined ? [draft.time] : only && !more ? [only.time] : [];
  const bound = earlier ? times[0] : times.at(-1);
  if (bound === undefined) return;
  if (earlier) wish.timeTo = bound;
  else wish.timeFrom = bound;
  if (day !== undefined) wish.date = day;
  wish.fuzzy = true;
  delete wish.pick;
}

const DAYLIKE = / (?:days?|week|dates?|month|dias?|semana|fecha|tag|woche|jour|semaine|giorno|settimana)(?: |$|[.,!?])/;

const WEEKLIKE = / (?:week|semana|woche|semaine|settimana)(?: |$|[.,!?])/;

/** "Earlier that week", "a later date". */
function comparedDays(wish: Wish, earlier: boolean, spoken: string, today: string, sameWeek: boolean): void {
  const day = Temporal.PlainDate.from(spoken);
  const monday = mondayOf(day).toString();
  if (earlier) {
    wish.dateTo = day.subtract({ days: 1 }).toString();
    if (sameWeek) wish.dateFrom = monday < today ? today : monday;
  } else {
    wish.dateFrom = day.add({ days: 1 }).toString();
    if (sameWeek) wish.dateTo = mondayOf(day).add({ days: 6 }).toString();
  }
  wish.fuzzy = true;
  delete wish.pick;
}
