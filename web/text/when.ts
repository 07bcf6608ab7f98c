/** Times as people read them, in the language of the page and the zone of the business. */
export interface When {
  time(at: number): string;
  day(at: number): string;
  full(at: number): string;
  /** Same calendar day ⇔ same key. */
  dayKey(at: number): string;
  /** Today's time, "yesterday", or a short date. */
  short(at: number, now: number): string;
  /** "Today", "Yesterday", or a long date. */
  heading(at: number, now: number): string;
}

const DAY_MS = 86_400_000;

export function when(language: string, zone: string | undefined): When {
  const timeZone = known(zone);
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { timeZone, ...options });
  const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const long = format({ weekday: 'long', day: 'numeric', month: 'long' });
  const brief = format({ day: 'numeric', month: 'short' });
  const whole = format({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const key = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const upper = (text: string) => text.charAt(0).toLocaleUpperCase(language) + text.slice(1);

  const daysAgo = (at: number, now: number): number => {
    const midnight = (instant: number) => Date.parse(`${key.format(instant)}T00:00Z`);
    return Math.round((midnight(now) - midnight(at)) / DAY_MS);
  };
  const named = (days: number) => (days === 0 || days === 1 ? upper(relative.format(-days, 'day')) : undefined);

  return {
    time: (at) => clock.format(at),
    day: (at) => upper(long.format(at)),
    full: (at) => upper(whole.format(at)),
    dayKey: (at) => key.format(at),
    short: (at, now) => (daysAgo(at, now) === 0 ? clock.format(at) : (named(daysAgo(at, now)) ?? brief.format(at))),
    heading: (at, now) => named(daysAgo(at, now)) ?? upper(long.format(at)),
  };
}

/** The language as it is written where this browser is: `en-GB` for `en`, when it says so. */
export function regional(language: string): string {
  return navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? language;
}

/** A zone that this browser knows; else its own. */
function known(zone: string | undefined): string | undefined {
  try {
    return zone ? new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone : undefined;
  } catch {
    return undefined;
  }
}

/** `1 d 3 h`, `23 h 12 min`, `4 min`: the two largest units, rounded down. */
export function span(ms: number, language: string): string {
  const minutes = Math.floor(ms / 60_000);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor(minutes / 60) % 24, 'hour'],
    [minutes % 60, 'minute'],
  ];
  const said = parts.filter(([count]) => count > 0).slice(0, 2);
  const shown = said.length > 0 ? said : parts.slice(2);
  return shown
    .map(([count, unit]) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(count))
    .join(' ');
}

export function bytes(size: number, language: string): string {
  const [count, unit] = size < 1_000_000 ? [Math.max(1, Math.round(size / 1000)), 'kilobyte'] : [size / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(count);
}
