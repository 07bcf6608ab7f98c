import type { Hours, StaffMember } from '#contracts/records/catalog.ts';
import { joined, without, type Spans } from './spans.ts';
import { minutesOf, type VenueCalendar } from './venue-calendar.ts';

export interface WorkingTime {
  /** Hours as planned. */
  readonly shifts: Spans;
  /** Hours less breaks: what can be booked. */
  readonly open: Spans;
}

/**
 * When a staff member works from one venue day to another, both included. Hours and breaks belong to the day they begin on:
 * - an override replaces the hours and breaks that begin on its date;
 * - on a closed day none begin; the tail of the night before stays, for what was begun in it;
 * - a break is taken out of whatever working time it meets, so a night shift can have one after midnight;
 * - `until` before `from` ends on the next day; `until` equal to `from` is nothing;
 * - on a date that the zone skipped nobody works.
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

  const planned = joined(shifts);
  return { shifts: planned, open: without(planned, joined(breaks)) };
}

/** Whose night shift may run into the day: over a skipped date it is the day before that. */
function dayBefore(calendar: VenueCalendar, date: string): string {
  const day = calendar.day(calendar.plusDays(date, -1));
  return day.start === day.end ? dayBefore(calendar, day.date) : day.date;
}
