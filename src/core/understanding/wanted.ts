import type { Unwanted, Wish } from '#contracts/meaning.ts';
import type { Named } from './named.ts';
import type { Setting } from './setting.ts';
import type { Wanted } from './wishes.ts';

export function isWish(wish: Wish): boolean {
  const { fuzzy: _fuzzy, lateMinutes: _late, ...rest } = wish;
  return Object.keys(rest).length > 0;
}

/** "See you Wednesday" names the day that is booked. */
export function onlyNames({ date, ...rest }: Wish, bookings: Setting['bookings']): boolean {
  return date !== undefined && !isWish(rest) && bookings.some((one) => one.date === date);
}

export function isNot(not: Unwanted): boolean {
  return Object.keys(not).length > 0;
}

/** A day or time other than what is held. */
export function changesTime({ wish, either }: Wanted, { draft }: Setting): boolean {
  const { date, time } = wish;
  if (either.length > 0) return true;
  const day = date !== undefined && date !== draft.date;
  const clock = time !== undefined && time !== draft.time;
  return (
    day ||
    clock ||
    [
      wish.dateFrom,
      wish.dateTo,
      wish.weekdays,
      wish.timeFrom,
      wish.timeTo,
      wish.partOfDay,
      wish.pick,
      wish.shiftMinutes,
      wish.shiftDays,
      wish.doneBy,
    ].some((one) => one !== undefined)
  );
}

/** Somebody or something else than is held was named. */
export function differs({ wish, not, either }: Named, { draft }: Setting): boolean {
  const services = wish.services?.some((id) => id !== draft.serviceId) ?? false;
  return services || either.length > 0 || not.staff !== undefined || (wish.staff !== undefined && wish.staff !== draft.staffId);
}

export function isPositive({ date, dateFrom, time, timeFrom, timeTo, shiftMinutes, partOfDay, pick }: Wish): boolean {
  return [date, dateFrom, time, timeFrom, timeTo, shiftMinutes, partOfDay, pick].some((one) => one !== undefined);
}
