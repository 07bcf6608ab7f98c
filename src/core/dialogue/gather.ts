import type { EpochMs } from '#contracts/clock.ts';
import { bookings } from '#contracts/records/booking.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import type { Answers } from '#contracts/records/inbox.ts';
import type { Conversation } from '#contracts/records/messaging.ts';
import { contacts } from '#contracts/records/people.ts';
import type { Profile } from '#contracts/records/tenancy.ts';
import type { TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { regionOf } from '#core/tenancy/region.ts';
import type { Facts } from './step.ts';

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
    all(store, services, { by: 'byPosition', equals: [] }),
    all(store, staff, { by: 'byPosition', equals: [] }),
    all(store, bookings, { by: 'byContact', equals: [conversation.contactId], from: now }),
    holdId === undefined ? undefined : store.get(bookings, holdId),
  ]);
  const { name: tenantName, zone, locale, address, latitude, longitude, picture } = profile;
  return {
    now,
    today: Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate().toString(),
    zone,
    locale,
    answeredBy,
    region: regionOf(profile),
    tenantName,
    ...(address === undefined ? {} : { address }),
    ...(latitude === undefined ? {} : { latitude }),
    ...(longitude === undefined ? {} : { longitude }),
    ...(picture === undefined ? {} : { picture }),
    customerName: contact?.value.name ?? '',
    services: offered.map(({ value }) => value),
    staff: people.map(({ value }) => value),
    upcoming: coming.map(({ value }) => value).filter(({ state }) => state === 'confirmed'),
    ...(held ? { held: held.value } : {}),
  };
}
