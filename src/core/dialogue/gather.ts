import type { EpochMs } from '#contracts/clock.ts';
import { bookings } from '#contracts/records/booking.ts';
import type { KeptCatalog } from '#contracts/records/catalog.ts';
import type { Answers } from '#contracts/records/inbox.ts';
import type { Conversation } from '#contracts/records/messaging.ts';
import { contacts } from '#contracts/records/people.ts';
import type { TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { regionOf } from '#core/tenancy/region.ts';
import type { Facts } from './step.ts';

/** The facts of a turn that come neither from its state nor from the catalogue. Small, and recorded with the turn. */
export type OwnFacts = Pick<Facts, 'now' | 'today' | 'answeredBy' | 'taken' | 'customerName' | 'upcoming' | 'held'>;

/** Reads a turn's own facts. */
export async function gather(
  store: TenantStore,
  { contactId }: Conversation,
  zone: string,
  answers: Pick<Answers, 'by' | 'why'>,
  holdId: string | undefined,
  now: EpochMs,
): Promise<OwnFacts> {
  const [contact, coming, held] = await Promise.all([
    store.get(contacts, contactId),
    all(store, bookings, { by: 'byContact', equals: [contactId], from: now }),
    holdId === undefined ? undefined : store.get(bookings, holdId),
  ]);
  return {
    now,
    today: Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate().toString(),
    answeredBy: answers.by,
    ...(answers.by === 'person' && answers.why !== 'asked_for_person' ? { taken: true } : {}),
    customerName: contact?.value.name ?? '',
    upcoming: coming.map(({ value }) => value).filter(({ state }) => state === 'confirmed'),
    ...(held ? { held: held.value } : {}),
  };
}

/** All facts of a turn: its own and those of the catalogue it was decided with. */
export function factsOf(own: OwnFacts, { profile, services, staff }: Pick<KeptCatalog, 'profile' | 'services' | 'staff'>): Facts {
  const { name: tenantName, zone, locale, address, latitude, longitude, picture } = profile;
  return {
    ...own,
    zone,
    locale,
    region: regionOf(profile),
    tenantName,
    ...(address === undefined ? {} : { address }),
    ...(latitude === undefined ? {} : { latitude }),
    ...(longitude === undefined ? {} : { longitude }),
    ...(picture === undefined ? {} : { picture }),
    services,
    staff,
  };
}
