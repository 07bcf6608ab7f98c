import { monthOf, numberOf, weekdayOf } from './calendar-words.ts';
import { comingDate, comingNumber, comingWeekday, dayOf, laterOf, mondayOf } from './day-arithmetic.ts';
import type { Day, DayContext, Days } from './days.ts';
import type { Language } from './language.ts';

const LATER = 20;

export function exact(year: number, month: number, day: number): Days {
  const found = dayOf(year, month, day);
  return found ? { date: found } : { noSuchDay: true };
}

export function numeric(a: number, b: number, year: string | undefined, { monthFirst, today }: DayContext): Days {
  const american = monthFirst ? a <= 12 || b > 12 : b > 12 && a <= 12;
  const [day, month] = american ? [b, a] : [a, b];
  if (year === undefined) return coming(today, month, day);
  return exact(year.length === 2 ? 2000 + Number(year) : Number(year), month, day);
}

export function coming(today: Day, month: number, day: number): Days {
  const found = comingDate(today, month, day);
  return found ? { date: found } : { noSuchDay: true };
}

export function named(today: Day, day: number, month: string | undefined, year: string | undefined): Days | undefined {
  const number = monthOf(month ?? '');
  if (number === undefined || day === 0) return undefined;
  return year === undefined ? coming(today, number, day) : exact(Number(year), number, day);
}

export function numbered(today: Day, day: number): Days | undefined {
  if (day < 1 || day > 31) return undefined;
  const date = comingNumber(today, day);
  return date && { date };
}

/** "Friday the 11th": the day that is both. A bare "friday 11" that is not both may be a time. */
export function weekdayAndNumber(
  weekday: number,
  day: number,
  bare: boolean,
  { today, place, language }: DayContext,
): Days | undefined {
  if (day < 1 || day > 31) return undefined;
  for (let ahead = 0; ahead < 3; ahead += 1) {
    const first = today.with({ day: 1 }).add({ months: ahead });
    const date = dayOf(first.year, first.month, day);
    if (date?.dayOfWeek === weekday && Temporal.PlainDate.compare(date, today) >= 0) {
      return bare && language === 'en' && day <= 12 && place !== 'choose_day' && ahead > 0 ? undefined : { date };
    }
  }
  if (bare && day <= LATER) return undefined;
  const date = comingNumber(today, day);
  return date && { either: [{ date: comingWeekday(today, weekday) }, { date }] };
}

export function numbers(from: Day | undefined, until: number): Days | undefined {
  if (!from || until < 1 || until > 31) return undefined;
  const to = comingNumber(from, until);
  return to && { from, to };
}

export function fromWord(word: string, today: Day): Day {
  if (['today', 'hoy', 'heute', 'aujourd hui', 'oggi'].includes(word)) return today;
  if (['tomorrow', 'manana', 'morgen', 'demain', 'domani'].includes(word)) return today.add({ days: 1 });
  return comingWeekday(today, weekdayOf(word) ?? 1);
}

const WEEKS = /^(?:week|semana|woche|semaine|settiman)/;

const MONTHS = /^(?:month|mes|monat|mois)/;

/** "In eight days" and "in fifteen" are one week and two in half of Europe. */
export function ahead(count: string, unit: string, today: Day, language: Language | undefined): Days {
  const more: Readonly<Record<string, number>> = { a: 1, quince: 15, quinze: 15, quindici: 15, fifteen: 15, vierzehn: 14 };
  const number = more[count] ?? numberOf(count);
  if (unit === 'fortnight') return { date: today.add({ days: 14 }), fuzzy: true };
  if (WEEKS.test(unit)) return { date: today.add({ days: 7 * number }), fuzzy: true };
  if (MONTHS.test(unit)) return { date: today.add({ months: number }), fuzzy: true };
  if (language !== 'en' && (number === 8 || number === 15)) {
    return { either: [{ date: today.add({ days: number - 1 }) }, { date: today.add({ days: number }) }], fuzzy: true };
  }
  return { date: today.add({ days: number }) };
}

export function nextWeekday(weekday: number, today: Day): Days {
  const date = comingWeekday(today, weekday);
  const thisWeek = Temporal.PlainDate.compare(mondayOf(date), mondayOf(today)) === 0;
  return thisWeek ? { either: [{ date }, { date: date.add({ days: 7 }) }] } : { date };
}

export function weekday(name: string, today: Day, held?: Day): Days {
  const number = weekdayOf(name) ?? 1;
  const plural =
    /^(?:mon|tues|wednes|thurs|fri|satur|sun)days$|^(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s$/.test(name);
  if (!plural && held?.dayOfWeek === number) return { date: held, bare: true };
  return plural ? { weekdays: [number], bare: true } : { date: comingWeekday(today, number), bare: true };
}

export function weekdayRange(first: number, last: number, today: Day): Days {
  const from = today.dayOfWeek === first ? today : comingWeekday(today, first);
  const days = (last - first + 7) % 7;
  return { from, to: from.add({ days }), ofWeek: [first - 1, first - 1 + days] };
}

export function week(monday: Day): Days {
  return { from: monday, to: monday.add({ days: 6 }) };
}

export function weekend(today: Day): Days {
  const saturday = mondayOf(today).add({ days: 5 });
  return { from: laterOf(saturday, today), to: saturday.add({ days: 1 }) };
}

export function nextWeekend(today: Day): Days {
  const saturday = mondayOf(today).add({ days: 5 });
  const [coming, after] = [0, 7].map((days) => ({ from: saturday.add({ days }), to: saturday.add({ days: days + 1 }) }));
  return today.dayOfWeek >= 6 || !coming || !after ? { ...after } : { either: [coming, after] };
}

export function month(first: Day): Days {
  return { from: first, to: first.with({ day: first.daysInMonth }) };
}

export function monthNamed(name: string, today: Day): Days | undefined {
  const number = monthOf(name);
  if (number === undefined) return undefined;
  if (number === today.month) return { from: today, to: today.with({ day: today.daysInMonth }) };
  return month(today.with({ day: 1 }).add({ months: (number - today.month + 12) % 12 }));
}

export function feast(today: Day, month: number, day: number): Days {
  return coming(today, month, day);
}

export function nthWeekday(nth: string, weekday: number, which: string, { today }: DayContext): Days {
  const named = monthOf(which);
  const isNext = /next|viene|proximo|nachste|prochain|prossimo/.test(which);
  const first = today.with({ day: 1 });
  const of = named === undefined ? first.add({ months: isNext ? 1 : 0 }) : first.add({ months: (named - today.month + 12) % 12 });
  const find = (of: Day): Day => {
    if (/^(?:last|ultim|letzt|dernier)/.test(nth)) {
      const end = of.with({ day: of.daysInMonth });
      return end.subtract({ days: (end.dayOfWeek - weekday + 7) % 7 });
    }
    const start = of.add({ days: (weekday - of.dayOfWeek + 7) % 7 });
    const at = [/^(?:first|1|prim|erst|prem)/, /^(?:sec|2|seg|zwei|deux)/, /^(?:thi|3|ter)/, /^(?:fou|4)/].findIndex((one) =>
      one.test(nth),
    );
    return start.add({ days: 7 * Math.max(0, at) });
  };
  const date = find(of);
  return { date: Temporal.PlainDate.compare(date, today) < 0 ? find(of.add({ months: 1 })) : date };
}
