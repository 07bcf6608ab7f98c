import type { Meaning, Wish } from '#contracts/meaning.ts';
import type { Item, Means } from './corpus.ts';

export interface Scored {
  readonly item: Item;
  readonly meaning: Meaning;
  /** What is wrong, by its name; none for a right meaning. */
  readonly wrong: readonly Fault[];
  readonly lostHold: boolean;
  readonly wrongBooking: boolean;
  readonly wrongCancellation: boolean;
}
export type Fault = 'intent' | 'date' | 'time' | 'service' | 'staff' | 'booking' | 'asked';

const WITH_SLOTS = ['book', 'reschedule'];
const WITH_BOOKING = ['reschedule', 'cancel', 'late'];

/** Compares a meaning with what the item means, by the rules of the corpus. */
export function score(item: Item, meaning: Meaning): Scored {
  const { means, state } = item;
  const { ambiguous = [], ...certain } = means;
  const variants: Means[] = ambiguous.length > 0 ? ambiguous.map((one) => ({ ...certain, ...one })) : [certain];
  const read = asMeans(meaning);
  const asks = (meaning.alternatives?.length ?? 0) > 0;
  const readings: Means[] = asks ? (meaning.alternatives ?? []).map((one) => ({ ...read, ...asMeans(one) })) : [read];

  const intents = new Set(variants.map(({ intent }) => intent));
  // Asking is right where the corpus finds several readings; one reading must be one of them.
  const faults = readings.map(
    (one) => variants.map((variant) => faultsOf(item, variant, one)).toSorted((a, b) => a.length - b.length)[0] ?? [],
  );
  const best = faults.toSorted((a, b) => a.length - b.length)[0] ?? [];
  const wrong: Fault[] = asks && ambiguous.length === 0 ? [...new Set<Fault>([...best, 'asked'])] : [...best];

  const keeps = means.keeps_draft ?? true;
  return {
    item,
    meaning,
    wrong,
    lostHold: state === 'confirm' && keeps && !meaning.keepsDraft,
    wrongBooking: state === 'confirm' && meaning.intent === 'confirm' && !intents.has('confirm'),
    wrongCancellation: meaning.intent === 'cancel' && !intents.has('cancel'),
  };
}

function faultsOf(item: Item, means: Means, read: Means): Fault[] {
  if (means.intent !== read.intent) return ['intent'];
  const faults: Fault[] = [];
  const fuzzy = means.fuzzy === true;
  if (WITH_SLOTS.includes(means.intent ?? '')) {
    if (!sameDays(daysOf(item, means), daysOf(item, read), fuzzy ? 2 : 0)) faults.push('date');
    if (!sameTimes(item, means, read, fuzzy ? 60 : 0)) faults.push('time');
    if (!sameSet(servicesOf(item, means), servicesOf(item, read)) && !leftOpen(item, servicesOf(item, read)))
      faults.push('service');
    if (staffOf(item, means) !== staffOf(item, read) && !(ambiguousIn(item, 'staff') && read.staff === undefined))
      faults.push('staff');
  }
  if (WITH_BOOKING.includes(means.intent ?? '') && (means.which_booking ?? '') !== (read.which_booking ?? ''))
    faults.push('booking');
  return faults;
}

/** Where the readings differ in the service, naming none is asking for it. */
function leftOpen(item: Item, services: readonly string[]): boolean {
  return services.length === 0 && ambiguousIn(item, 'service');
}

function ambiguousIn({ means }: Item, field: keyof Means): boolean {
  return means.ambiguous?.some((one) => one[field] !== undefined) ?? false;
}

interface Days {
  readonly from: string;
  readonly to: string;
  readonly weekdays: string;
}

/** What is said about days, with the day that the draft or booking has anyway and "from today" left out. */
function daysOf({ now, draft, shown, bookings }: Item, means: Means): Days {
  const today = now.slice(0, 10);
  const single = bookings?.length === 1 ? bookings[0]?.date : undefined;
  const base = shown?.day ?? draft?.date ?? (means.intent === 'reschedule' ? single : undefined);
  const shifted =
    means.shift_days !== undefined && base ? Temporal.PlainDate.from(base).add({ days: means.shift_days }).toString() : undefined;
  const date = means.date ?? shifted;
  const from = date ?? (means.date_from === today ? '' : (means.date_from ?? ''));
  const to = date ?? means.date_to ?? '';
  const same = date !== undefined && date === base;
  return { from: same ? '' : from, to: same ? '' : to, weekdays: (means.weekdays ?? []).toSorted((a, b) => a - b).join() };
}

function sameDays(a: Days, b: Days, near: number): boolean {
  return a.weekdays === b.weekdays && nearDay(a.from, b.from, near) && nearDay(a.to, b.to, near);
}

function nearDay(a: string, b: string, near: number): boolean {
  if (a === b) return true;
  if (near === 0 || !/^\d/.test(a) || !/^\d/.test(b)) return false;
  return Math.abs(Temporal.PlainDate.from(a).until(Temporal.PlainDate.from(b)).days) <= near;
}

const TIMES = ['time', 'time_from', 'time_to', 'done_by'] as const;

function sameTimes(item: Item, a: Means, b: Means, near: number): boolean {
  const alike =
    TIMES.every((field) => nearTime(a[field], b[field], near)) &&
    a.part_of_day === b.part_of_day &&
    a.pick === b.pick &&
    (a.shift_minutes ?? 0) === (b.shift_minutes ?? 0);
  if (alike || item.shown === undefined) return alike;
  // Where times were shown, the only one that fits is as good as the condition.
  const [one, other] = [fitting(item.shown.times, a), fitting(item.shown.times, b)];
  return one.length === 1 && other.length === 1 && one[0] === other[0];
}

const PARTS: Readonly<Record<string, readonly [string, string]>> = {
  morning: ['00:00', '11:59'],
  midday: ['11:30', '14:30'],
  afternoon: ['12:00', '20:00'],
  evening: ['17:00', '23:59'],
};

function fitting(times: readonly string[], means: Means): readonly string[] {
  const [from, to] = PARTS[means.part_of_day ?? ''] ?? ['00:00', '23:59'];
  const fits = times.filter(
    (time) =>
      (means.time === undefined || means.time === 'any' || means.time === time) &&
      time >= (means.time_from ?? from) &&
      time <= (means.time_to ?? to),
  );
  if (means.pick === 'earliest') return fits.slice(0, 1);
  return means.pick === 'latest' ? fits.slice(-1) : fits;
}

function nearTime(a: string | undefined, b: string | undefined, near: number): boolean {
  if (a === b) return true;
  if (near === 0 || a === undefined || b === undefined || !a.includes(':') || !b.includes(':')) return false;
  return Math.abs(minutes(a) - minutes(b)) <= near;
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function servicesOf({ draft, bookings }: Item, { service, services, intent }: Means): readonly string[] {
  const named = services ?? (service === undefined ? [] : [service]);
  const known = intent === 'reschedule' ? bookings?.map((one) => one.service) : [draft?.service ?? ''];
  return named.length === 1 && known?.includes(named[0] ?? '') ? [] : named;
}

function staffOf({ draft }: Item, { staff }: Means): string {
  return staff === undefined || staff === draft?.staff ? '' : staff;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}

function asMeans(meaning: Partial<Meaning> & Wish): Means {
  const {
    services,
    partOfDay,
    dateFrom,
    dateTo,
    timeFrom,
    timeTo,
    doneBy,
    shiftMinutes,
    shiftDays,
    whichBooking,
    intent,
    ...same
  } = meaning;
  const { staff, date, weekdays, time, pick, party, fuzzy } = same;
  return Object.fromEntries(
    Object.entries({
      intent,
      services,
      staff,
      date,
      date_from: dateFrom,
      date_to: dateTo,
      weekdays,
      time,
      time_from: timeFrom,
      time_to: timeTo,
      done_by: doneBy,
      part_of_day: partOfDay,
      pick,
      shift_minutes: shiftMinutes,
      shift_days: shiftDays,
      party,
      which_booking: whichBooking,
      fuzzy,
    }).filter(([, value]) => value !== undefined),
  );
}
