import { contains } from './words.ts';
import { simple } from './plain.ts';

const LANGUAGES = ['en', 'es'];
/** Up to this hour, a time without "am" or a leading zero means the afternoon. */
const SURELY_AFTERNOON = 7;

const TIME = /^(?:at |a las |a la |las |sobre las )?(\d{1,2})(?:[: ]|h)?(\d{2})?\s?(am|pm|a m|p m|h|hs|hrs)?$/;

/** Parses a time as people write it (`16:30`, `4.30 pm`, `a las 5`, `17h`) into `HH:MM`. */
export function timeIn(text: string): string | undefined {
  const match = text.length > 24 ? null : TIME.exec(simple(text));
  if (!match) return undefined;
  const [, hours = '', minutes = '0', half = ''] = match;
  const hour = onTheClock(Number(hours), half.charAt(0), hours.startsWith('0'));
  return hour > 23 || Number(minutes) > 59 ? undefined : `${two(hour)}:${two(Number(minutes))}`;
}

function onTheClock(hour: number, half: string, padded: boolean): number {
  if (half === 'p') return hour < 12 ? hour + 12 : hour;
  if (half === 'a') return hour === 12 ? 0 : hour;
  return !padded && half === '' && hour >= 1 && hour <= SURELY_AFTERNOON ? hour + 12 : hour;
}

/** Parses a day as people write it (`tomorrow`, `el viernes`, `6 de octubre`, `2026-10-06`) into `YYYY-MM-DD`, from today on. */
export function dayIn(text: string, today: string): string | undefined {
  if (text.length > 60) return undefined;
  const said = simple(text);
  const from = Temporal.PlainDate.from(today);
  const ahead = AHEAD.find(([words]) => words.some((one) => contains(said, one)))?.[1];
  if (ahead !== undefined) return from.add({ days: ahead }).toString();
  return isoDay(text) ?? monthDay(said, from) ?? weekday(said, from);
}

const AHEAD: readonly (readonly [readonly string[], number])[] = [
  [['day after tomorrow', 'pasado manana'], 2],
  [['tomorrow', 'manana'], 1],
  [['today', 'hoy'], 0],
];

function isoDay(text: string): string | undefined {
  const found = /\b(\d{4})-(\d{2})-(\d{2})\b/.exec(text);
  if (!found) return undefined;
  const [, year, month, day] = found.map(Number);
  return dateOf(year ?? 0, month ?? 0, day ?? 0)?.toString();
}

function monthDay(said: string, from: Temporal.PlainDate): string | undefined {
  const words = said.split(' ');
  const day = Number(
    words.map((word) => /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word)?.[1]).find((found) => found !== undefined) ?? 0,
  );
  const month =
    MONTHS.findIndex((names) => words.some((word) => word.length >= 3 && names.some((name) => name.startsWith(word)))) + 1;
  if (day === 0 || month === 0) return undefined;
  const dates = [0, 1].map((years) => dateOf(from.year + years, month, day));
  return dates.find((date) => date !== undefined && Temporal.PlainDate.compare(date, from) >= 0)?.toString();
}

function weekday(said: string, from: Temporal.PlainDate): string | undefined {
  const words = said.split(' ');
  const number = WEEKDAYS.findIndex((names) => names.some((name) => words.includes(name))) + 1;
  return number === 0 ? undefined : from.add({ days: (number - from.dayOfWeek + 7) % 7 }).toString();
}

function dateOf(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const date = Temporal.PlainDate.from({ year, month, day });
  return date.day === day ? date : undefined;
}

const named = (dates: readonly string[], options: Intl.DateTimeFormatOptions) =>
  dates.map((date) =>
    LANGUAGES.map((language) =>
      simple(new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options }).format(Date.parse(`${date}T00:00Z`))),
    ),
  );
const MONTHS = named(
  Array.from({ length: 12 }, (_, month) => `2026-${two(month + 1)}-01`),
  { month: 'long' },
);
/** 5 January 2026 is a Monday. */
const WEEKDAYS = named(
  Array.from({ length: 7 }, (_, days) => `2026-01-${two(days + 5)}`),
  { weekday: 'long' },
);

function two(number: number): string {
  return String(number).padStart(2, '0');
}
