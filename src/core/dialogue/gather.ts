import type { EpochMs } from '#contracts/clock.ts';
import { type Booking, bookings } from '#contracts/records/booking.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import type { Answers } from '#contracts/records/inbox.ts';
import type { Conversation } from '#contracts/records/messaging.ts';
import { contacts } from '#contracts/records/people.ts';
import type { Profile } from '#contracts/records/tenancy.ts';
import type { TenantStore } from '#contracts/store.ts';
import type { Facts } from './step.ts';

const UPCOMING = 20;

/** Reads the facts a turn needs besides its state. */
export async function gather(
  store: TenantStore,
  conversation: Conversation,
  profile: Profile,
  answeredBy: Answers['by'],
  holdId: string | undefined,
  now: EpochMs,
): Promise<Facts> {
  const [contact, offered, people, coming, held] = await Promise.all([
    store.get(contacts, conversation.contactId),
    store.find(services, { by: 'byPosition', equals: [], limit: 200 }),
    store.find(staff, { by: 'byPosition', equals: [], limit: 200 }),
    store.find(bookings, { by: 'byContact', equals: [conversation.contactId], from: now, limit: 200 }),
    holdId === undefined ? undefined : store.get(bookings, holdId),
  ]);
  const { name: tenantName, zone, locale, address, latitude, longitude, picture } = profile;
  const upcoming = coming.items.map(({ value }) => value).filter((booking: Booking) => booking.state === 'confirmed');
  return {
    now,
    today: Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate().toString(),
    zone,
    locale,
    answeredBy,
    tenantName,
    ...(address === undefined ? {} : { address }),
    ...(latitude === undefined ? {} : { latitude }),
    ...(longitude === undefined ? {} : { longitude }),
    ...(picture === undefined ? {} : { picture }),
    customerName: contact?.value.name ?? '',
    services: offered.items.map(({ value }) => value),
    staff: people.items.map(({ value }) => value),
    upcoming: upcoming.slice(0, UPCOMING),
    ...(held ? { held: held.value } : {}),
  };
}
