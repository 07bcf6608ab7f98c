import type { EpochMs } from '#contracts/clock.ts';
import type { Booking } from '#contracts/records/booking.ts';
import type { StaffMember } from '#contracts/records/catalog.ts';
import type { NotFree } from '#contracts/scheduling.ts';
import type { Stored, TenantStore } from '#contracts/store.ts';
import { alternatives } from './alternatives.ts';
import { fairest, weekOf } from './fairest.ts';
import { readClaimed, type Claimed } from './read-agendas.ts';
import type { Offer } from './read-offer.ts';
import { nearest, verdictOn } from './search.ts';

/** A free start, its staff member, and the documents the decision is based on. */
export interface Place {
  readonly kind: 'place';
  readonly offer: Offer;
  readonly claimed: Claimed;
  readonly member: Stored<StaffMember>;
  readonly startsAt: EpochMs;
  readonly chosenBecause: Booking['chosenBecause'];
}

export interface PlaceWish {
  /** The candidates: the person asked for, or everyone. */
  readonly people: readonly Stored<StaffMember>[];
  readonly anyone: boolean;
  /** People whose free starts are offered as alternatives. Default: `people`. */
  readonly suggest?: readonly Stored<StaffMember>[];
  /** Chosen if free when the customer has no preference. */
  readonly preferred?: string;
  readonly startsAt: EpochMs;
  /** The time of this booking counts as free. */
  readonly except?: string;
}

export async function findPlace(store: TenantStore, offer: Offer, wish: PlaceWish): Promise<Place | NotFree> {
  const { people, anyone, preferred, startsAt, except } = wish;
  const { date } = offer.calendar.wall(startsAt);
  const members = people.map((member) => member.value);
  const staffIds = members.map((member) => member.id);
  // A fair choice needs the whole week; a wish for one person needs only the day.
  const days = anyone ? weekOf({ offer }, date) : [date];
  const claimed = await readClaimed(store, offer, staffIds, days[0] ?? date, days.at(-1) ?? date);
  const facts = { offer, claimed, except };

  const verdicts = members.map((member) => ({ member, why: verdictOn(facts, member, startsAt) }));
  const free = verdicts.filter(({ why }) => why === 'free').map(({ member }) => member);
  const chosen = free.find((member) => member.id === preferred) ?? fairest(facts, free, date);
  const member = people.find(({ value }) => value === chosen);
  if (member) return { kind: 'place', offer, claimed, member, startsAt, chosenBecause: anyone ? 'least_booked' : 'asked_for' };

  const whys = verdicts.map(({ why }) => why).filter((why) => why !== 'free');
  const suggested = (wish.suggest ?? people).map(({ value }) => value);
  return { kind: 'not_free', why: nearest(whys), alternatives: await alternatives(store, offer, suggested, startsAt, except) };
}
