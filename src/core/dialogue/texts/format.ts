import type { Money } from '#contracts/records/catalog.ts';

/** How a language writes dates, times, prices and durations. Dates and times are the venue's wall clock already. */
export interface Formats {
  /** `Tuesday, October 6` */
  day(date: string): string;
  /** `Tue, Oct 6` */
  shortDay(date: string): string;
  time(time: string): string;
  /** `Tue, Oct 6, 10:30 AM` */
  moment(date: string, time: string): string;
  money(money: Money): string;
  duration(minutes: number): string;
  /** `Tuesday`; 1 is Monday. */
  weekday(number: number): string;
  /** `Ana, Bo and Cleo` */
  list(words: readonly string[]): string;
}

export function formats(locale: string): Formats {
  const wall = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  const long = wall({ weekday: 'long', day: 'numeric', month: 'long' });
  const short = wall({ weekday: 'short', day: 'numeric', month: 'short' });
  const clock = wall({ hour: 'numeric', minute: '2-digit' });
  const name = wall({ weekday: 'long' });
  const all = new Intl.ListFormat(locale, { type: 'conjunction' });
  const minute = new Intl.NumberFormat(locale, { style: 'unit', unit: 'minute' });
  const hour = new Intl.NumberFormat(locale, { style: 'unit', unit: 'hour' });
  const currencies = new Map<string, Intl.NumberFormat>();

  function currency(code: string): Intl.NumberFormat {
    const known = currencies.get(code) ?? new Intl.NumberFormat(locale, { style: 'currency', currency: code });
    currencies.set(code, known);
    return known;
  }

  const shortDay = (date: string) => capital(plainSpaces(short.format(Date.parse(`${date}T00:00Z`))));
  const time = (at: string) => plainSpaces(clock.format(Date.parse(`1970-01-01T${at}Z`)));
  return {
    day: (date) => plainSpaces(long.format(Date.parse(`${date}T00:00Z`))),
    shortDay,
    time,
    moment: (date, at) => `${shortDay(date)}, ${time(at)}`,
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

/** Intl puts narrow and unbreakable spaces, which nobody types and some phones show badly. */
function plainSpaces(text: string): string {
  return text.replace(/[\u00a0\u2007\u202f]/gu, ' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
