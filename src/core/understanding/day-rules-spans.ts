import { phrases } from './alternation.ts';
import { ANY_MONTH, WEEKDAY, monthOf, weekdayOf } from './calendar-words.ts';
import { comingDate, comingNumber, laterOf, mondayOf } from './day-arithmetic.ts';
import { numbers, week, weekdayRange } from './day-readings.ts';
import { OF, ORDINAL } from './day-words.ts';
import type { Day, DayContext, Days } from './days.ts';
import type { Rule } from './mentions.ts';

/** "The week of the 5th of October", before the 5th of October is read alone. */
export const weekOfDay: readonly Rule<Days, DayContext>[] = [
  {
    pattern: phrases(
      `(?:the |la |die |na )?(?:week|semana|woche|semaine|settimana)(?: of| commencing| beginning| starting| from| del?| vom| du| dal?| do| dia)+ (?:the |el |dia |le )?(?:(${ANY_MONTH}) (\\d{1,2})${ORDINAL}?|(\\d{1,2})${ORDINAL}?(?: ${OF}(${ANY_MONTH}))?)`,
    ),
    read: ([, before, numbered, number, after], { today }) => {
      const [day, month] = [numbered ?? number, before ?? after];
      const found = month === undefined ? comingNumber(today, Number(day)) : comingDate(today, monthOf(month) ?? 0, Number(day));
      return found && week(mondayOf(found));
    },
  },
];

/** Weekends, parts of weeks and months, and spans from one day to another. */
export const spansOfDays: readonly Rule<Days, DayContext>[] = [
  // "Before the month is out."
  {
    pattern: phrases(
      'before the (week|month|year)(?:s| is) (?:ends?|out|over|up)|antes de que (?:acabe|termine|finalice) (?:el|la) (semana|mes|ano)|bevor (?:der|die|das) (woche|monat|jahr) (?:um|vorbei) ist|avant la fin (?:de la |du |de l )(semaine|mois|annee)|prima che finisca (?:la |il |l )(settimana|mese|anno)|antes que (?:acabe|termine) (?:a|o) (semana|mes|ano)',
    ),
    read: (match, { today }) => ({ from: today, to: endOf(match.slice(1).find((unit) => unit !== undefined) ?? '', today) }),
  },

  // Parts of weeks and months.
  {
    pattern: phrases(
      `(end|beginning|start|middle|early|late|mid|final|finales|fines|principios?|comienzos|mediados|fin|debut|milieu|courant|inizio|fine|meta|anfang|ende|mitte|comeco|inicio|final|fim|meados) (?:(?:of|de|del|da|do|du|di|der|des|dieser|la|in)? ?)(?:the |la |l )?(next week|semana que viene|proxima semana|semana que vem|nachste[rn]? woche|semaine prochaine|settimana prossima|prossima settimana|this week|esta semana|essa semana|(?:dieser )?woche|semaine|settimana|the week|week|semana)`,
    ),
    read: ([, part, week], { today }) => partOfWeek(part ?? '', week ?? '', today),
  },
  {
    pattern: phrases(
      `(end|beginning|start|middle|early|late|mid|(?:the )?(?:last|first) week|(?:la )?(?:ultima|primera) semana|(?:die )?(?:letzte|erste) woche|(?:la )?(?:derniere|premiere) semaine|(?:l )?ultima settimana|(?:la )?prima settimana|final|finales|fines|principios?|comienzos|mediados|fin|debut|milieu|inizio|fine|meta|anfang|ende|mitte|comeco|inicio|fim|meados) (?:of |de |del |da |do |du |di |des )?(?:the |el |this |este |le |o )?(next month|mes que viene|proximo mes|mes que vem|nachsten? monats?|mois prochain|mese prossimo|prossimo mese|month|mes|monats?|mois|mese|${ANY_MONTH})`,
    ),
    read: ([, part, month], { today }) => partOfMonth(part ?? '', month ?? '', today),
  },
  // From one to another.
  {
    pattern: phrases(
      `(?:between |from |del |entre el |vom |du |dal |de |do dia |entre o dia )(?:the |el )?(\\d{1,2})(?:${ORDINAL}) ?(?:to|and|-|al|y el|a|bis|bis zum|au|e il|ao|e)(?: the| el)? (\\d{1,2})(?:${ORDINAL})?|(?:del |entre el )(\\d{1,2}) (?:al|y el) (\\d{1,2})`,
    ),
    read: ([, a, b, c, d], { today }) => numbers(comingNumber(today, Number(a ?? c)), Number(b ?? d)),
  },
  {
    pattern: phrases(
      `(?:between |from |entre |entre el |de |del |desde el |von |zwischen |du |dal |tra |entre )?(${WEEKDAY}|mon|sat|sun) ?(?:to|-|through|thru|a|al|hasta el|bis|au)(?: el)? ?(${WEEKDAY}|mon|sat|sun)|(?:between|entre(?: el)?|zwischen|tra) (${WEEKDAY}) (?:and|y(?: el)?|und|et|e) (${WEEKDAY})`,
    ),
    read: ([whole, a, b, c, d], { today }, text) =>
      OF_A_MOVE.test(text.slice(0, text.indexOf(whole)))
        ? undefined
        : weekdayRange(weekdayOf(a ?? c ?? '') ?? 1, weekdayOf(b ?? d ?? '') ?? 1, today),
  },
];

/** "Move the one on Friday to Saturday" is no range. */
const OF_A_MOVE =
  /(?:^| )(?:move|change|reschedule|switch|swap|push|the one|mine|cambi\w+|mover\w*|pas[ae]\w*|(?:la|el) del|verschieb\w*|verleg\w*|spost\w+|deplac\w*|mudar|remarcar)(?: |$)/;

function endOf(unit: string, today: Day): Day {
  if (/^(?:week|sem|woche|sett)/.test(unit)) return mondayOf(today).add({ days: 6 });
  return /^(?:m)/.test(unit) ? today.with({ day: today.daysInMonth }) : today.with({ month: 12, day: 31 });
}

const EARLY =
  /^(?:(?:the |la |die )?(?:first|primera|erste|premiere|prima) |beginning|start|early|principio|comienzo|debut|inizio|anfang|comeco|inicio)/;

const MIDDLE = /^(?:mi|medi|milieu|courant|meta|mea)/;

function partOfWeek(part: string, which: string, today: Day): Days {
  const isNext = /next|viene|proxima|vem|nachste|prochaine|prossima/.test(which);
  const monday = mondayOf(today).add({ days: isNext ? 7 : 0 });
  const [first, last]: readonly [number, number] = EARLY.test(part) ? [0, 2] : MIDDLE.test(part) ? [1, 3] : [3, 6];
  const span = { from: laterOf(monday.add({ days: first }), today), to: laterOf(monday.add({ days: last }), today), fuzzy: true };
  return isNext ? span : { ...span, ofWeek: [first, last] };
}

function partOfMonth(part: string, which: string, today: Day): Days {
  const named = monthOf(which);
  const first = today.with({ day: 1 });
  const isNext = /next|viene|proximo|vem|nachste|prochain|prossimo/.test(which);
  let of = named === undefined ? first.add({ months: isNext ? 1 : 0 }) : first.add({ months: (named - today.month + 12) % 12 });
  const span = (of: Day): readonly [Day, Day] => {
    if (EARLY.test(part)) return [of, of.with({ day: 7 })];
    if (MIDDLE.test(part)) return [of.with({ day: 11 }), of.with({ day: 20 })];
    return [of.with({ day: of.daysInMonth - 6 }), of.with({ day: of.daysInMonth })];
  };
  if (Temporal.PlainDate.compare(span(of)[1], today) < 0) of = of.add(named === undefined ? { months: 1 } : { years: 1 });
  const [from, to] = span(of);
  return { from: laterOf(from, today), to, fuzzy: true };
}
