import type { EpochMs } from '#contracts/clock.ts';
import type { Profile } from '#contracts/records/tenancy.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { services, staff, type Service, type StaffMember } from '#contracts/records/catalog.ts';
import { unchanged, type Stored, type TenantStore, type Write } from '#contracts/store.ts';
import type { CatalogOf } from '#core/catalog/catalog.ts';
import type { VenueCalendar } from './venue-calendar.ts';

const MINUTE = 60_000;

/** A service with the rules and the people it is offered by, as read at one moment. */
export interface Offer {
  readonly profile: Stored<Profile>;
  readonly service: Stored<Service>;
  /** Who does it, by position. */
  readonly people: readonly Stored<StaffMember>[];
  readonly calendar: VenueCalendar;
  readonly holidays: ReadonlySet<string>;
  readonly now: EpochMs;
  readonly today: string;
  /** The last venue day that can be booked: so many days after today. */
  readonly lastDay: string;
  /** Milliseconds that a claim reaches back before its start, and on after it. */
  readonly before: number;
  readonly after: number;
}

export interface OfferNeeds {
  readonly calendars: (zone: string) => VenueCalendar;
  readonly catalogOf: CatalogOf;
}

/** `undefined` when there is no such service here. */
export async function readOffer(
  store: TenantStore,
  { calendars, catalogOf }: OfferNeeds,
  now: EpochMs,
  serviceId: string,
): Promise<Offer | undefined> {
  const catalog = await catalogOf(store);
  const service = catalog?.services.find(({ value }) => value.id === serviceId);
  if (!catalog || !service) return undefined;

  const doing = new Set(service.value.staffIds);
  const people = catalog.staff.filter(({ value }) => doing.has(value.id));
  return offerOf({ profile: catalog.profile, service, people }, calendars(catalog.profile.value.zone), now);
}

export function offerOf(
  { profile, service, people }: Pick<Offer, 'profile' | 'service' | 'people'>,
  calendar: VenueCalendar,
  now: EpochMs,
): Offer {
  const { horizonDays, bufferBeforeMinutes, durationMinutes, bufferAfterMinutes } = service.value;
  const today = calendar.wall(now).date;
  return {
    profile,
    service,
    people: people.toSorted((a, b) => a.value.position - b.value.position || (a.value.id < b.value.id ? -1 : 1)),
    calendar,
    holidays: new Set(profile.value.holidays),
    now,
    today,
    lastDay: calendar.plusDays(today, horizonDays),
    before: bufferBeforeMinutes * MINUTE,
    after: (durationMinutes + bufferAfterMinutes) * MINUTE,
  };
}

/** The people asked for: one of them, or all. Empty when the one asked for does not do it. */
export function peopleOf(offer: Offer, staffId: string | undefined): readonly Stored<StaffMember>[] {
  return staffId === undefined ? offer.people : offer.people.filter((member) => member.value.id === staffId);
}

/** Holds a claim to the rules that it was judged by: hours, buffers, limits, holidays. */
export function sameRules(offer: Offer, member: Stored<StaffMember>): readonly Write[] {
  return [unchanged(profiles, offer.profile), unchanged(services, offer.service), unchanged(staff, member)];
}
