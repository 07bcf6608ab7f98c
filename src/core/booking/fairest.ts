import type { StaffMember } from '#contracts/records/catalog.ts';
import { startingOn, type Facts } from './search.ts';

/** The free person with the fewest bookings and holds per weight in the venue week (from Monday) of the date. On a tie, the first. */
export function fairest(facts: Facts, free: readonly StaffMember[], date: string): StaffMember | undefined {
  const week = weekOf(facts, date);
  const loads = free.map((member) => ({
    member,
    load: week.reduce((sum, day) => sum + startingOn(facts, member.id, day).length, 0) / member.weight,
  }));
  return loads.reduce<(typeof loads)[number] | undefined>(
    (best, next) => (best && best.load <= next.load ? best : next),
    undefined,
  )?.member;
}

export function weekOf({ offer: { calendar } }: Pick<Facts, 'offer'>, date: string): readonly string[] {
  const monday = calendar.plusDays(date, 1 - calendar.day(date).weekday);
  return calendar.dates(monday, calendar.plusDays(monday, 6));
}
