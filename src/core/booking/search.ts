import type { EpochMs } from '#contracts/clock.ts';
import type { Claim } from '#contracts/records/booking.ts';
import type { StaffMember } from '#contracts/records/catalog.ts';
import type { NoSlot, Reasons, Slot } from '#contracts/scheduling.ts';
import { inForce, tallyId } from './agenda.ts';
import { judge, VERDICTS, type PersonTime, type StartsOfDay, type Verdict } from './judge.ts';
import { agendaOf, reach, type Claimed } from './read-agendas.ts';
import type { Offer } from './read-offer.ts';
import { unionOf } from './spans.ts';
import { workingTime } from './working-time.ts';

/** Everything needed to judge a start. The functions below are pure. */
export interface Facts {
  readonly offer: Offer;
  readonly claimed: Claimed;
  /** The time of this booking counts as free. */
  readonly except?: string;
}

/** The free starts between two days, sorted by start, then in the order of `people`. */
export function freeSlots(facts: Facts, people: readonly StaffMember[], from: string, to: string): Slot[] {
  const { calendar, service } = facts.offer;
  const { stepMinutes, durationMinutes } = service.value;
  const dates = calendar.dates(from, to);
  const verdicts = people.map((member) => judgeDays(facts, member, dates));
  const slots: Slot[] = [];
  let n = 0;
  for (const date of dates) {
    const { at, times } = calendar.starts(date, stepMinutes);
    for (let i = 0; i < at.length; i += 1, n += 1) {
      for (let p = 0; p < people.length; p += 1) {
        if (verdicts[p]![n] !== 0) continue;
        const startsAt = at[i]!;
        slots.push({ staffId: people[p]!.id, startsAt, endsAt: startsAt + durationMinutes * 60_000, date, time: times[i]! });
      }
    }
  }
  return slots;
}

/** Every start of a day with its verdict, including times skipped by daylight saving. Sorted by time, then in the order of `people`. */
export function reasonsOf(facts: Facts, people: readonly StaffMember[], date: string): Reasons['starts'] {
  const { times, missing } = facts.offer.calendar.starts(date, facts.offer.service.value.stepMinutes);
  const starts = people.flatMap((member) => {
    const verdicts = judgeDays(facts, member, [date]);
    return [
      ...times.map((time, i) => ({ staffId: member.id, time, why: VERDICTS[verdicts[i]!]! })),
      ...missing.map((time) => ({ staffId: member.id, time, why: 'no_such_start' as const })),
    ];
  });
  return starts.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** Judges one start for one person. */
export function verdictOn(facts: Facts, member: StaffMember, startsAt: EpochMs): Verdict {
  const { offer } = facts;
  const { date } = offer.calendar.wall(startsAt);
  const offered = offer.calendar.starts(date, offer.service.value.stepMinutes).at.includes(startsAt);
  if (!offered) return startsAt < offer.now ? 'past' : 'no_such_start';
  return VERDICTS[judgeDays(facts, member, [date], [startsAt])[0]!]!;
}

/** The reason to give if the customer has no preference: the one of the person closest to being free. */
export function nearest(whys: readonly NoSlot[]): NoSlot {
  const hopeful: readonly NoSlot[] = ['held', 'taken', 'staff_limit', 'break', 'off'];
  return hopeful.find((why) => whys.includes(why)) ?? whys[0] ?? 'off';
}

function judgeDays(facts: Facts, member: StaffMember, dates: readonly string[], only?: readonly EpochMs[]): Uint8Array {
  const { offer } = facts;
  const { calendar, holidays, lastDay, now, before, after } = offer;
  const { stepMinutes, minimumNoticeMinutes } = offer.service.value;
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return new Uint8Array();
  const days = dates.map((date): StartsOfDay => ({
    at: only ?? calendar.starts(date, stepMinutes).at,
    closed: holidays.has(date),
    beyondHorizon: date > lastDay,
    full: limitReached(facts, member, date),
  }));
  const need = { before, after, now, notBefore: now + minimumNoticeMinutes * 60_000 };
  return judge(days, personTime(facts, member, first, last), need);
}

function personTime(facts: Facts, member: StaffMember, from: string, to: string): PersonTime {
  const { offer, claimed, except } = facts;
  const wide = reach(offer, from, to);
  const booked: number[] = [];
  const held: number[] = [];
  for (const date of offer.calendar.dates(wide.from, wide.to)) {
    for (const claim of agendaOf(claimed, member.id, date)?.claims ?? []) {
      if (claim.bookingId === except || !inForce(claim, offer.now)) continue;
      (claim.expiresAt === 0 ? booked : held).push(claim.from, claim.until);
    }
  }
  const { shifts, open } = workingTime(offer.calendar, member, offer.holidays, wide.from, wide.to);
  return { shifts, open, booked: unionOf(booked), held: unionOf(held) };
}

function limitReached(facts: Facts, member: StaffMember, date: string): StartsOfDay['full'] {
  const { service, people } = facts.offer;
  if (service.value.maximumPerDay > 0) {
    const tally = facts.claimed.tallies.get(tallyId(service.value.id, date))?.value;
    const counted = new Set<string>();
    for (const entry of tally?.entries ?? []) if (inForce(entry, facts.offer.now)) counted.add(entry.bookingId);
    for (const { value } of people) {
      for (const claim of startingOn(facts, value.id, date))
        if (claim.serviceId === service.value.id) counted.add(claim.bookingId);
    }
    if (facts.except !== undefined) counted.delete(facts.except);
    if (counted.size >= service.value.maximumPerDay) return 'service_limit';
  }
  if (member.maximumPerDay > 0 && startingOn(facts, member.id, date).length >= member.maximumPerDay) return 'staff_limit';
  return undefined;
}

/** The claims in force that count for a day: those that start on it. */
export function startingOn({ offer, claimed, except }: Facts, staffId: string, date: string): readonly Claim[] {
  const day = offer.calendar.day(date);
  const claims = agendaOf(claimed, staffId, date)?.claims ?? [];
  return claims.filter(
    (claim) => claim.startsAt >= day.start && claim.startsAt < day.end && claim.bookingId !== except && inForce(claim, offer.now),
  );
}
