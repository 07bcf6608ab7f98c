/** Formats dates, times and numbers in the language of the page, the country of the business and its time zone. */
export interface Forms {
  /** IANA zone of the business; `undefined` while it is not known. */
  readonly zone: string | undefined;
  time(at: number): string;
  day(at: number): string;
  /** Same calendar day ⇔ same key. */
  dayKey(at: number): string;
  /** Today's time, "Yesterday", or a short date. */
  short(at: number, now: number): string;
  /** "Today", "Yesterday", or a long date. */
  heading(at: number, now: number): string;
  /** A wall time of the venue, `HH:MM`. */
  venueTime(time: string): string;
  /** A day of the venue, `YYYY-MM-DD`. */
  venueDay(date: string): string;
  number(count: number): string;
  /** `1 day 3 hrs`, `23 hrs 12 mins`, `4 mins`: the two largest units, rounded down. With `hour`, a day is `24 hrs`. */
  span(ms: number, largest?: 'day' | 'hour'): string;
  /** A size in bytes, as kilobytes or megabytes. */
  bytes(size: number): string;
}

/** Where there are no forms for a language in a country: day before month, 24 hours. The customer texts do the same. */
const ELSEWHERE: Readonly<Record<string, string>> = { en: 'en-GB', es: 'es-ES' };
const DAY_MS = 86_400_000;
const LONG = { weekday: 'long', day: 'numeric', month: 'long' } as const;

/** `tag`: BCP 47, such as `en-GB`. */
export function forms(tag: string, zone: string | undefined): Forms {
  const timeZone = known(zone);
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { timeZone, ...options });
  const clock = format({ timeStyle: 'short' });
  const long = format(LONG);
  const brief = format({ day: 'numeric', month: 'short' });
  const key = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const venueClock = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', timeStyle: 'short' });
  const venueLong = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', ...LONG });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const whole = new Intl.NumberFormat(tag);
  const upper = (text: string) => text.charAt(0).toLocaleUpperCase(tag) + text.slice(1);

  const daysAgo = (at: number, now: number): number => {
    const midnight = (instant: number) => Date.parse(`${key.format(instant)}T00:00Z`);
    return Math.round((midnight(now) - midnight(at)) / DAY_MS);
  };
  const named = (days: number) => (days === 0 || days === 1 ? upper(relative.format(-days, 'day')) : undefined);
  const counted = (count: number, unit: string) =>
    new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(count);

  return {
    zone,
    time: (at) => clock.format(at),
    day: (at) => upper(long.format(at)),
    dayKey: (at) => key.format(at),
    short: (at, now) => (daysAgo(at, now) === 0 ? clock.format(at) : (named(daysAgo(at, now)) ?? brief.format(at))),
    heading: (at, now) => named(daysAgo(at, now)) ?? upper(long.format(at)),
    venueTime: (time) => venueClock.format(Date.parse(`1970-01-01T${time}Z`)),
    venueDay: (date) => upper(venueLong.format(Date.parse(`${date}T12:00Z`))),
    number: (count) => whole.format(count),
    span(ms, largest = 'day') {
      const minutes = Math.floor(ms / 60_000);
      const parts: readonly (readonly [number, string])[] = [
        ...(largest === 'day' ? ([[Math.floor(minutes / 1440), 'day']] as const) : []),
        [largest === 'day' ? Math.floor(minutes / 60) % 24 : Math.floor(minutes / 60), 'hour'],
        [minutes % 60, 'minute'],
      ];
      const said = parts.filter(([count]) => count > 0).slice(0, 2);
      return (said.length > 0 ? said : parts.slice(-1)).map(([count, unit]) => counted(count, unit)).join(' ');
    },
    bytes: (size) =>
      size < 1_000_000 ? counted(Math.max(1, Math.round(size / 1000)), 'kilobyte') : counted(size / 1_000_000, 'megabyte'),
  };
}

/**
 * The page's language with the country of the business: `en` and `es-ES` give `en-ES`. Without a country, the browser's own
 * variety of the language.
 */
export function written(language: string, region: string | undefined, browser: readonly string[]): string {
  const country = countryOf(region);
  if (country !== undefined) {
    const tag = `${language}-${country}`;
    return new Intl.DateTimeFormat(tag).resolvedOptions().locale === tag ? tag : (ELSEWHERE[language] ?? language);
  }
  return browser.find((tag) => tag.startsWith(`${language}-`)) ?? language;
}

function countryOf(tag: string | undefined): string | undefined {
  try {
    return tag === undefined ? undefined : new Intl.Locale(tag).region;
  } catch {
    return undefined;
  }
}

/** `undefined`, the browser's own zone, when the browser does not know this one. */
function known(zone: string | undefined): string | undefined {
  try {
    return zone ? new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone : undefined;
  } catch {
    return undefined;
  }
}
