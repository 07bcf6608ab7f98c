import type { PartOfDay, Wish } from '#contracts/meaning.ts';
import type { Slot } from '#contracts/scheduling.ts';
import { minutesIn } from '#core/understanding/hours.ts';
import { wallOf } from './known.ts';

/** What people mean by a part of the day; the afternoon of half of Europe lasts until eight. */
const PARTS: Readonly<Record<PartOfDay, readonly [from: string, until: string]>> = {
  morning: ['00:00', '11:59'],
  midday: ['11:30', '14:30'],
  afternoon: ['12:00', '20:00'],
  evening: ['17:00', '23:59'],
};
/** "Around four". */
const AROUND = 60;

/** Does a start fit what was said about days and times? */
export function fits(slot: Slot, wish: Wish, zone: string): boolean {
  return fitsDay(slot, wish) && fitsTime(slot, wish, zone);
}

function fitsDay({ date }: Slot, { dateFrom, dateTo, weekdays, date: wanted }: Wish): boolean {
  if (wanted !== undefined && wanted !== 'any' && wanted !== date) return false;
  if (dateFrom !== undefined && date < dateFrom) return false;
  if (dateTo !== undefined && date > dateTo) return false;
  return weekdays === undefined || weekdays.includes(Temporal.PlainDate.from(date).dayOfWeek);
}

function fitsTime({ time, endsAt, date }: Slot, wish: Wish, zone: string): boolean {
  const { time: wanted, timeFrom, timeTo, doneBy, partOfDay, fuzzy } = wish;
  if (wanted !== undefined && wanted !== 'any') {
    if (fuzzy ? Math.abs(minutesIn(time) - minutesIn(wanted)) > AROUND : time !== wanted) return false;
  }
  if (timeFrom !== undefined && time < timeFrom) return false;
  if (timeTo !== undefined && time > timeTo) return false;
  if (partOfDay !== undefined && (time < PARTS[partOfDay][0] || time > PARTS[partOfDay][1])) return false;
  if (doneBy === undefined) return true;
  const over = wallOf(endsAt, zone);
  return over.date === date && over.time <= doneBy;
}

/** The one start to take without asking: what was asked for exactly, the first or last of what fits, or the only one. */
export function theOne(fitting: readonly Slot[], wish: Wish): Slot | undefined {
  const { time, pick } = wish;
  const exact = time === undefined ? undefined : fitting.find((slot) => slot.time === time);
  if (exact) return exact;
  if (pick === 'earliest' || time === 'any') return fitting[0];
  if (pick === 'latest') return fitting.at(-1);
  return fitting.length === 1 && saysTime(wish) ? fitting[0] : undefined;
}

/** Is anything said about the time of day? */
export function saysTime({ time, timeFrom, timeTo, doneBy, partOfDay }: Wish): boolean {
  return [time, timeFrom, timeTo, doneBy, partOfDay].some((one) => one !== undefined);
}

/** Is anything said about when at all? */
export function saysWhen(wish: Wish): boolean {
  const { date, dateFrom, dateTo, weekdays, pick, shiftMinutes, shiftDays } = wish;
  return saysTime(wish) || [date, dateFrom, dateTo, weekdays, pick, shiftMinutes, shiftDays].some((one) => one !== undefined);
}
