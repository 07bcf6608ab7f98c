import type { Money } from '#contracts/records/catalog.ts';

/** Formats dates, times, prices and durations for a language and region. Dates and times are wall time at the venue. */
export interface Formats {
  /** `Tuesday 8 December` in `en-GB`, `Tuesday, December 8` in `en-US` */
  day(date: string): string;
  /** `Tue 8 Dec`, `Tue, Dec 8` */
  shortDay(date: string): string;
  /** `09:30`, `9:30 AM` */
  time(time: string): string;
  /** `Tue 8 Dec, 09:30`, `Tue, Dec 8, 9:30 AM`: at most 24 characters, the title of a row in a WhatsApp list. */
  moment(date: string, time: string): string;
  money(money: Money): string;
  duration(minutes: number): string;
  /** `Tuesday`; 1 is Monday. */
  weekday(number: number): string;
  /** `Ana, Bo and Cleo` */
  list(words: readonly string[]): string;
}

/** `tag`: BCP 47, by `regionOf`. */
export function formats(tag: string): Formats {
  const wall = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { timeZone: 'UTC', ...options });
  const long = wall({ weekday: 'long', day: 'numeric', month: 'long' });
  const short = wall({ weekday: 'short', day: 'numeric', month: 'short' });
  const clock = wall({ timeStyle: 'short' });
  const name = wall({ weekday: 'long' });
  const all = new Intl.ListFormat(tag, { type: 'conjunction' });
  const minute = new Intl.NumberFormat(tag, { style: 'unit', unit: 'minute' });
  const hour = new Intl.NumberFormat(tag, { style: 'unit', unit: 'hour' });
  const currencies = new Map<string, Intl.NumberFormat>();

  function currency(code: string): Intl.NumberFormat {
    const known = currencies.get(code) ?? new Intl.NumberFormat(tag, { style: 'currency', currency: code });
    currencies.set(code, known);
    return known;
  }

  const shortDay = (date: string) => capital(brief(plainSpaces(short.format(Date.parse(`${date}T00:00Z`)))));
  const time = (at: string) => plainSpaces(clock.format(Date.parse(`1970-01-01T${at}Z`)));
  return {
    day: (date) => plainSpaces(long.format(Date.parse(`${date}T00:00Z`))),
    shortDay,
    time,
    moment: (date, at) => `${shortDay(date)}, ${time(at).replace('. m.', '.m.')}`,
    money({ amount, currency: code }) {
      if (!/^[a-z]{3}$/i.test(code)) return `${amount / 100} ${code}`;
      const format = currency(code);
      return plainSpaces(format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2)));
    },
    // 5 January 2026 is a Monday.
    weekday: (number) => name.format(Date.UTC(2026, 0, 4 + number)),
    list: (words) => all.format(words),
    duration(minutes) {
      const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
      return [hours > 0 ? hour.format(hours) : '', rest > 0 || hours === 0 ? minute.format(rest) : '']
        .filter((part) => part !== '')
        .join(' ');
    },
  };
}

/** Replaces the narrow and non-breaking spaces of Intl. Nobody types them, and some phones show them badly. */
function plainSpaces(text: string): string {
  return text.replace(/[\u00a0\u2007\u202f]/gu, ' ');
}

/** Shortens `Mar, 8 de dic`, which is right in Bogotá but too long for a row with a time. */
function brief(day: string): string {
  return day.replace(/,(?= \d)/, '').replace(' de ', ' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
