import type { Hours, StaffMember } from '#contracts/records/catalog.ts';
import { unionOf, without, type Spans } from './spans.ts';
import { minutesOf, type VenueCalendar } from './venue-calendar.ts';

export interface WorkingTime {
  /** Working hours, breaks included. */
  readonly shifts: Spans;
  /** Working hours minus breaks: the time that can be booked. */
  readonly open: Spans;
}

/**
 * A staff member's working time between two venue days, both inclusive. Hours and breaks belong to the day they begin on:
 * - an override replaces the hours and breaks that begin on its date;
 * - on a closed day no hours begin, but a night shift from the day before runs to its end;
 * - a break is subtracted from any working time it overlaps, so a night shift can have one after midnight;
 * - if `until` is before `from`, the hours end on the next day; if they are equal, there are none;
 * - nobody works on a date that the zone skipped.
 */
export function workingTime(
  calendar: VenueCalendar,
  member: StaffMember,
  holidays: ReadonlySet<string>,
  from: string,
  to: string,
): WorkingTime {
  const shifts: number[] = [];
  const breaks: number[] = [];
  const add = (pairs: number[], date: string, { from, until }: Hours) => {
    const first = minutesOf(from);
    const last = minutesOf(until);
    pairs.push(calendar.instant(date, first), calendar.instant(last < first ? calendar.plusDays(date, 1) : date, last));
  };

  for (const date of calendar.dates(dayBefore(calendar, from), to)) {
    const day = calendar.day(date);
    if (holidays.has(date) || day.start === day.end) continue;
    const overrides = member.overrides.filter((override) => override.date === date);
    if (overrides.length > 0) {
      for (const override of overrides) for (const hours of override.hours) add(shifts, date, hours);
      continue;
    }
    for (const hours of member.weeklyHours) if (hours.weekday === day.weekday) add(shifts, date, hours);
    for (const pause of member.breaks) if (pause.weekday === day.weekday) add(breaks, date, pause);
  }

  const planned = unionOf(shifts);
  return { shifts: planned, open: without(planned, unionOf(breaks)) };
}

/** The previous day, whose night shift may run into this one. Goes past a date that the zone skipped. */
function dayBefore(calendar: VenueCalendar, date: string): string {
  const day = calendar.day(calendar.plusDays(date, -1));
  return day.start === day.end ? dayBefore(calendar, day.date) : day.date;
}
