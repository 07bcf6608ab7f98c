import type { EpochMs } from '#contracts/clock.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAYS_KEPT = 2000;

/** A venue day, from its first instant to the first instant of the next day. Empty for a date that the zone skipped. */
export interface VenueDay {
  readonly date: string;
  /** 1 is Monday. */
  readonly weekday: number;
  readonly start: EpochMs;
  readonly end: EpochMs;
}

/** The possible starts of a day: ascending instants with their wall times, and the wall times that do not exist. */
export interface Starts {
  readonly at: readonly EpochMs[];
  readonly times: readonly string[];
  readonly missing: readonly string[];
}

/**
 * Converts between instants, days and wall times in one time zone. A wall time that occurs twice means the earlier one. One that
 * is skipped moves forward by the length of the gap (Temporal's `compatible`). A skipped time is never offered as a start.
 */
export interface VenueCalendar {
  readonly zone: string;
  day(date: string): VenueDay;
  plusDays(date: string, days: number): string;
  /** All dates from the first to the last, both inclusive. */
  dates(from: string, to: string): readonly string[];
  /** The date of an instant. `near` is a date close to it, where the search starts. */
  dateAt(at: EpochMs, near: string): string;
  wall(at: EpochMs): { readonly date: string; readonly time: string };
  /** The instant of a wall time. `minutes` is from 0 to 1440. */
  instant(date: string, minutes: number): EpochMs;
  starts(date: string, stepMinutes: number): Starts;
  /** The dates that a time range touches. */
  touched(from: EpochMs, until: EpochMs): readonly string[];
}

/** Computes each day with Temporal once and caches it. After that, a day without a daylight saving change is plain arithmetic. */
export function venueCalendar(zone: string): VenueCalendar {
  interface Known extends VenueDay {
    readonly next: string;
    readonly previous: string;
    /** The day has no daylight saving change: an instant is its start plus the minutes. */
    readonly even: boolean;
    readonly starts: Map<number, Starts>;
  }
  const known = new Map<string, Known>();
  /** A venue date that each UTC day touches, as the starting point of a search. */
  const dates = new Map<number, string>();

  function day(date: string): Known {
    const found = known.get(date);
    if (found) return found;
    if (known.size >= DAYS_KEPT) known.clear();
    const plain = Temporal.PlainDate.from(date);
    const next = plain.add({ days: 1 });
    const start = plain.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
    const end = next.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
    const even = end - start === DAY;
    const fresh = {
      date,
      weekday: plain.dayOfWeek,
      start,
      end,
      next: next.toString(),
      previous: plain.subtract({ days: 1 }).toString(),
      even,
      starts: new Map(),
    };
    known.set(date, fresh);
    return fresh;
  }

  /** Uses Temporal, for days with a daylight saving change. */
  function resolved(date: string, minutes: number) {
    const wall = Temporal.PlainDate.from(date).toPlainDateTime({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
    const zoned = wall.toZonedDateTime(zone, { disambiguation: 'compatible' });
    return { at: zoned.epochMilliseconds, exists: zoned.toPlainDateTime().equals(wall) };
  }

  function workOutStarts(that: Known, step: number): Starts {
    const at: EpochMs[] = [];
    const times: string[] = [];
    const missing: string[] = [];
    for (let minutes = 0; minutes < 24 * 60; minutes += step) {
      const start = that.even ? { at: that.start + minutes * MINUTE, exists: true } : resolved(that.date, minutes);
      if (start.exists) {
        at.push(start.at);
        times.push(clockTime(minutes));
      } else missing.push(clockTime(minutes));
    }
    return { at, times, missing };
  }

  function dayAt(at: EpochMs, near: string): Known {
    let that = day(near);
    while (that.end <= at) that = day(that.next);
    while (that.start > at) that = day(that.previous);
    return that;
  }

  function wall(at: EpochMs) {
    const utcDay = Math.floor(at / DAY);
    const near = dates.get(utcDay);
    const that = near === undefined ? undefined : dayAt(at, near);
    if (that?.even) return { date: that.date, time: clockTime(Math.floor((at - that.start) / MINUTE)) };

    const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
    const date = zoned.toPlainDate().toString();
    if (dates.size >= DAYS_KEPT) dates.clear();
    dates.set(utcDay, date);
    return { date, time: clockTime(zoned.hour * 60 + zoned.minute) };
  }

  return {
    zone,
    day,
    wall,
    plusDays(date, days) {
      if (days === 1) return day(date).next;
      if (days === -1) return day(date).previous;
      return Temporal.PlainDate.from(date).add({ days }).toString();
    },
    dateAt: (at, near) => dayAt(at, near).date,
    dates(from, to) {
      const all: string[] = [];
      for (let date = from; date <= to; date = day(date).next) all.push(date);
      return all;
    },
    instant(date, minutes) {
      const that = day(date);
      if (minutes === 24 * 60) return that.end;
      return that.even ? that.start + minutes * MINUTE : resolved(date, minutes).at;
    },
    starts(date, step) {
      const that = day(date);
      const found = that.starts.get(step) ?? workOutStarts(that, step);
      that.starts.set(step, found);
      return found;
    },
    touched(from, until) {
      const all: string[] = [];
      for (let that = day(wall(from).date); that.start < until; that = day(that.next)) {
        if (that.end > from && that.end > that.start) all.push(that.date);
      }
      return all;
    },
  };
}

/** Caches one calendar per zone. */
export function venueCalendars(): (zone: string) => VenueCalendar {
  const made = new Map<string, VenueCalendar>();
  return (zone) => {
    const calendar = made.get(zone) ?? venueCalendar(zone);
    made.set(zone, calendar);
    return calendar;
  };
}

/** `HH:MM`. */
export function clockTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Minutes of `HH:MM`, 1440 for `24:00`. */
export function minutesOf(time: string): number {
  const digit = (n: number) => time.charCodeAt(n) - 48;
  return (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
}
