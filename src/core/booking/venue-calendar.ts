import type { EpochMs } from '#contracts/clock.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAYS_KEPT = 2000;

/** A day of the venue: from its first instant to the first of the next. Empty for a date that the zone skipped. */
export interface VenueDay {
  readonly date: string;
  /** 1 is Monday. */
  readonly weekday: number;
  readonly start: EpochMs;
  readonly end: EpochMs;
}

/** The starts that a rhythm offers on a day: instants that rise, with their wall times; and wall times that do not exist. */
export interface Starts {
  readonly at: readonly EpochMs[];
  readonly times: readonly string[];
  readonly missing: readonly string[];
}

/**
 * What a day and a wall time mean in one zone. A wall time that comes twice means the earlier one; one that is skipped means
 * the time as long after the change as it stood before it (Temporal's `compatible`). A skipped time is never offered as a start.
 */
export interface VenueCalendar {
  readonly zone: string;
  day(date: string): VenueDay;
  plusDays(date: string, days: number): string;
  /** From the first to the last, both included. */
  dates(from: string, to: string): readonly string[];
  /** The date of an instant, found by walking from a day that is near. */
  dateAt(at: EpochMs, near: string): string;
  wall(at: EpochMs): { readonly date: string; readonly time: string };
  /** `minutes` from 0 to 1440 on the clock of that date. */
  instant(date: string, minutes: number): EpochMs;
  starts(date: string, stepMinutes: number): Starts;
  /** The dates that a stretch of time lies in. */
  touched(from: EpochMs, until: EpochMs): readonly string[];
}

/** Days are worked out with Temporal once and kept: after that, a day without a clock change is plain arithmetic. */
export function venueCalendar(zone: string): VenueCalendar {
  interface Known extends VenueDay {
    readonly next: string;
    readonly previous: string;
    /** No clock change in it: an instant is its start and so many minutes. */
    readonly even: boolean;
    readonly starts: Map<number, Starts>;
  }
  const known = new Map<string, Known>();
  /** A date that a UTC day touches: where to begin to look. */
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

  /** By Temporal, for days with a clock change. */
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

/** Calendars by zone, each made once. */
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
