import type { EpochMs } from '#contracts/clock.ts';
import { type Booking, bookings } from '#contracts/records/booking.ts';
import type { KeptCatalog } from '#contracts/records/catalog.ts';
import type { Answers } from '#contracts/records/inbox.ts';
import type { Conversation } from '#contracts/records/messaging.ts';
import { contacts } from '#contracts/records/people.ts';
import type { TenantStore } from '#contracts/store.ts';
import type { Facts } from './step.ts';

const UPCOMING = 20;

/** What a turn may know beside its state and the catalogue, as it is now: small, and recorded with the turn. */
export type OwnFacts = Pick<Facts, 'now' | 'today' | 'answeredBy' | 'customerName' | 'upcoming' | 'held'>;

export async function gather(
  store: TenantStore,
  { contactId }: Conversation,
  zone: string,
  answeredBy: Answers['by'],
  holdId: string | undefined,
  now: EpochMs,
): Promise<OwnFacts> {
  const [contact, coming, held] = await Promise.all([
    store.get(contacts, contactId),
    store.find(bookings, { by: 'byContact', equals: [contactId], from: now, limit: 200 }),
    holdId === undefined ? undefined : store.get(bookings, holdId),
  ]);
  const upcoming = coming.items.map(({ value }) => value).filter((booking: Booking) => booking.state === 'confirmed');
  return {
    now,
    today: Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate().toString(),
    answeredBy,
    customerName: contact?.value.name ?? '',
    upcoming: upcoming.slice(0, UPCOMING),
    ...(held ? { held: held.value } : {}),
  };
}

/** All facts of a turn, from those of its own and the catalogue that it was decided with. */
export function factsOf(own: OwnFacts, { profile, services, staff }: Pick<KeptCatalog, 'profile' | 'services' | 'staff'>): Facts {
  const { name: tenantName, zone, locale, address, latitude, longitude, picture } = profile;
  return {
    ...own,
    zone,
    locale,
    tenantName,
    ...(address === undefined ? {} : { address }),
    ...(latitude === undefined ? {} : { latitude }),
    ...(longitude === undefined ? {} : { longitude }),
    ...(picture === undefined ? {} : { picture }),
    services,
    staff,
  };
}
