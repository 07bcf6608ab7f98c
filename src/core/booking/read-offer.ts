import type { EpochMs } from '#contracts/clock.ts';
import type { Profile } from '#contracts/records/tenancy.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { services, staff, type Service, type StaffMember } from '#contracts/records/catalog.ts';
import { unchanged, type Stored, type TenantStore, type Write } from '#contracts/store.ts';
import type { CatalogOf } from '#core/catalog/catalog.ts';
import type { VenueCalendar } from './venue-calendar.ts';

const MINUTE = 60_000;

/** A service with its rules and staff, all read at the same time. */
export interface Offer {
  readonly profile: Stored<Profile>;
  readonly service: Stored<Service>;
  /** The staff who offer the service, by position. */
  readonly people: readonly Stored<StaffMember>[];
  readonly calendar: VenueCalendar;
  readonly holidays: ReadonlySet<string>;
  readonly now: EpochMs;
  readonly today: string;
  /** The last venue day that can be booked. */
  readonly lastDay: string;
  /** Milliseconds that a claim covers before and after its start. */
  readonly before: number;
  readonly after: number;
}

export interface OfferNeeds {
  readonly calendars: (zone: string) => VenueCalendar;
  readonly catalogOf: CatalogOf;
}

/** `undefined` if there is no such service. */
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

/** The person asked for, or everyone. Empty if that person does not offer the service. */
export function peopleOf(offer: Offer, staffId: string | undefined): readonly Stored<StaffMember>[] {
  return staffId === undefined ? offer.people : offer.people.filter((member) => member.value.id === staffId);
}

/** Makes the batch stale if the rules behind a decision have changed: hours, buffers, limits, holidays. */
export function sameRules(offer: Offer, member: Stored<StaffMember>): readonly Write[] {
  return [unchanged(profiles, offer.profile), unchanged(services, offer.service), unchanged(staff, member)];
}
