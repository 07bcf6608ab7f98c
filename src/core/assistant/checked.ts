import type { Meaning, Unwanted, Wish } from '#contracts/meaning.ts';
import type { Names } from './question-of.ts';

/** What a proposal is checked against. */
export interface Possible {
  readonly names: Names;
  readonly today: string;
  /** The last day that can be booked. */
  readonly lastDay: string;
  /** What the customer wrote. */
  readonly text: string;
}

const MOST_SHIFT_MINUTES = 24 * 60;
const MOST_SHIFT_DAYS = 62;

/**
 * The proposal with the ids of the catalogue. `undefined` if anything in it cannot be: an id that the question does not have, a day that
 * does not exist or cannot be booked, an end before its start. Nothing is mended, because a model that invents one thing may have
 * invented the rest.
 */
export function checked(proposal: Meaning, possible: Possible): Meaning | undefined {
  // That a day does not exist, and for whom something is, are statements. The rules know the first; the second must be the customer's words.
  const { noSuchDay: _noSuchDay, alternatives, else: otherwise, not, for: whom, ...rest } = proposal;
  const wish = wishOf(rest, possible);
  const second = otherwise && wishOf(otherwise, possible);
  const unwanted = not && unwantedOf(not, possible);
  const readings = alternatives?.map((one) => wishOf(one, possible));
  if (!wish || (otherwise && !second) || (not && !unwanted) || readings?.includes(undefined)) return undefined;
  const named = whom !== undefined && possible.text.toLowerCase().includes(whom.toLowerCase()) ? { for: whom } : {};
  return {
    ...wish,
    ...named,
    ...(second ? { else: second } : {}),
    ...(unwanted ? { not: unwanted } : {}),
    ...shown(readings?.filter((one) => one !== undefined)),
    sure: true,
    // A model never gives up a held time.
    keepsDraft: true,
  };
}

/** Readings become buttons. One with a time on it would look like an offer, and nobody has looked whether it is free. */
function shown(readings: Meaning['alternatives']): Pick<Meaning, 'alternatives'> {
  return readings?.every(({ time }) => time === undefined) ? { alternatives: readings } : {};
}

function wishOf<W extends Wish>(wish: W, { names, today, lastDay }: Possible): W | undefined {
  const { services, staff, whichBooking, date, dateFrom, dateTo, weekdays, timeFrom, timeTo, shiftMinutes, shiftDays } = wish;
  const known = services?.map((id) => names.services.get(id));
  const person = staff === 'any' ? staff : names.staff.get(staff ?? '');
  const booking = whichBooking === 'all' ? whichBooking : names.bookings.get(whichBooking ?? '');
  const days = [date === 'any' ? undefined : date, dateFrom, dateTo].filter((day) => day !== undefined);
  const wrong =
    (known && (known.length === 0 || known.includes(undefined))) ||
    (staff !== undefined && person === undefined) ||
    (whichBooking !== undefined && booking === undefined) ||
    !days.every((day) => isDay(day) && day >= today && day <= lastDay) ||
    (dateFrom !== undefined && dateTo !== undefined && dateTo < dateFrom) ||
    (timeFrom !== undefined && timeTo !== undefined && timeTo < timeFrom) ||
    weekdays?.length === 0 ||
    Math.abs(shiftMinutes ?? 0) > MOST_SHIFT_MINUTES ||
    Math.abs(shiftDays ?? 0) > MOST_SHIFT_DAYS;
  if (wrong) return undefined;
  return {
    ...wish,
    ...(known ? { services: known.filter((id) => id !== undefined) } : {}),
    ...(person === undefined ? {} : { staff: person }),
    ...(booking === undefined ? {} : { whichBooking: booking }),
  };
}

function unwantedOf(not: Unwanted, { names }: Possible): Unwanted | undefined {
  const services = not.services?.map((id) => names.services.get(id));
  const staff = names.staff.get(not.staff ?? '');
  const wrong =
    services?.includes(undefined) ||
    (not.staff !== undefined && staff === undefined) ||
    (not.date !== undefined && !isDay(not.date)) ||
    // Without any weekday nothing can be found, and that would be said.
    new Set(not.weekdays).size >= 7;
  if (wrong) return undefined;
  return {
    ...not,
    ...(services ? { services: services.filter((id) => id !== undefined) } : {}),
    ...(staff === undefined ? {} : { staff }),
  };
}

function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  return day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth;
}
