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

/** A free start with the person who does it, and what it was judged by. */
export interface Place {
  readonly kind: 'place';
  readonly offer: Offer;
  readonly claimed: Claimed;
  readonly member: Stored<StaffMember>;
  readonly startsAt: EpochMs;
  readonly chosenBecause: Booking['chosenBecause'];
}

export interface PlaceWish {
  /** Who may do it: the one asked for, or anyone. */
  readonly people: readonly Stored<StaffMember>[];
  readonly anyone: boolean;
  /** Whose free starts to offer instead; the same people if not said. */
  readonly suggest?: readonly Stored<StaffMember>[];
  /** Taken if free, where anyone will do. */
  readonly preferred?: string;
  readonly startsAt: EpochMs;
  /** A booking whose own time does not stand in the way. */
  readonly except?: string;
}

export async function findPlace(store: TenantStore, offer: Offer, wish: PlaceWish): Promise<Place | NotFree> {
  const { people, anyone, preferred, startsAt, except } = wish;
  const { date } = offer.calendar.wall(startsAt);
  const members = people.map((member) => member.value);
  const staffIds = members.map((member) => member.id);
  // Fairness looks at the whole week; a wish for one person only at the day.
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
