import type { Hours } from '#contracts/records/catalog.ts';
import { minutesIn } from '#core/understanding/hours.ts';
import type { Span } from '#core/understanding/setting.ts';
import type { Facts } from './step.ts';

/** When somebody works, by weekday: from the first to arrive until the last to leave. */
export function openHours(staff: Facts['staff']): ReadonlyMap<number, readonly Span[]> {
  const shifts = staff.flatMap(({ weeklyHours }) => weeklyHours);
  return new Map([...Map.groupBy(shifts, ({ weekday }) => weekday)].map(([weekday, of]) => [weekday, around(of)]));
}

/** The same on one date, with the hours and days off that are entered for it. */
export function openOn({ staff, holidays = [] }: Pick<Facts, 'staff' | 'holidays'>, date: string): readonly Span[] {
  if (holidays.includes(date)) return [];
  const { dayOfWeek } = Temporal.PlainDate.from(date);
  return around(
    staff.flatMap(
      ({ weeklyHours, overrides }) =>
        overrides.find((one) => one.date === date)?.hours ?? weeklyHours.filter(({ weekday }) => weekday === dayOfWeek),
    ),
  );
}

function around(shifts: readonly Hours[]): readonly Span[] {
  if (shifts.length === 0) return [];
  const from = Math.min(...shifts.map((shift) => minutesIn(shift.from)));
  const until = Math.max(...shifts.map((shift) => (shift.until > shift.from ? minutesIn(shift.until) : 24 * 60)));
  return [[from, until]];
}
