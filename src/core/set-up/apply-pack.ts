import { type Service, type StaffMember, services, staff } from '#contracts/records/catalog.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { type TenantStore, againWhenStale, insert } from '#contracts/store.ts';
import { type Also, nothingElse } from './also.ts';
import { raced } from '#core/batches/raced.ts';
import { regionOf } from '#core/tenancy/region.ts';
import { MOST_ITEMS, listServices, listStaff } from './catalogue.ts';
import { type Pack, examplePrice, packs } from './packs.ts';

export type AppliedPack =
  /** How many were added. What an earlier call added is left as it is. */
  | { readonly kind: 'applied'; readonly services: number; readonly staff: number }
  | { readonly kind: 'no_such_pack' }
  | { readonly kind: 'no_profile' }
  | { readonly kind: 'too_many' };

/** How many were added. */
export interface Added {
  readonly services: number;
  readonly staff: number;
}

/** Adds the services and staff of a pack, in the language and money of the business, in one commit. */
export function applyPack(store: TenantStore, packId: string, also: Also<Added> = nothingElse): Promise<AppliedPack> {
  const pack = packs.find(({ id }) => id === packId);
  if (!pack) return Promise.resolve({ kind: 'no_such_pack' });
  return againWhenStale<AppliedPack>(async () => {
    const profile = (await store.get(profiles, 'profile'))?.value;
    if (!profile) return { kind: 'no_profile' };
    const [offered, people] = await Promise.all([listServices(store), listStaff(store)]);
    const { locale } = profile;
    const country = new Intl.Locale(regionOf(profile)).region;
    const first = { services: offered.length, staff: people.length };
    const newStaff = staffIn(pack, locale, first.staff).filter(({ id }) => !people.some(({ value }) => value.id === id));
    const newServices = servicesIn(pack, locale, country, first.services).filter(
      ({ id }) => !offered.some(({ value }) => value.id === id),
    );
    if (offered.length + newServices.length > MOST_ITEMS || people.length + newStaff.length > MOST_ITEMS)
      return { kind: 'too_many' };
    if (newStaff.length + newServices.length === 0) return { kind: 'applied', services: 0, staff: 0 };
    const lines = [...newStaff.map((one) => insert(staff, one)), ...newServices.map((one) => insert(services, one))];
    const added = { services: newServices.length, staff: newStaff.length };
    return raced(await store.commit([...lines, ...also(added)]), { kind: 'applied', ...added });
  });
}

const idIn = (pack: Pack, key: string): string => `${pack.id}-${key}`;

function staffIn(pack: Pack, locale: 'en' | 'es', from: number): readonly StaffMember[] {
  return pack.staff.map(({ key, name, title, weeklyHours, breaks }, n) => ({
    id: idIn(pack, `staff-${key}`),
    name: name[locale],
    title: title[locale],
    weeklyHours: [...weeklyHours],
    breaks: [...breaks],
    overrides: [],
    maximumPerDay: 0,
    weight: 1,
    position: from + n,
  }));
}

function servicesIn(pack: Pack, locale: 'en' | 'es', country: string | undefined, from: number): readonly Service[] {
  const everybody = pack.staff.map(({ key }) => key);
  return pack.services.map((service, n) => ({
    id: idIn(pack, service.key),
    name: service.name[locale],
    description: service.description[locale],
    durationMinutes: service.minutes,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: service.bufferAfter ?? 0,
    stepMinutes: service.step ?? 30,
    price: examplePrice(service.euroCents, country),
    staffIds: (service.by ?? everybody).map((key) => idIn(pack, `staff-${key}`)),
    minimumNoticeMinutes: service.noticeMinutes ?? 60,
    horizonDays: 42,
    maximumPerDay: 0,
    position: from + n,
  }));
}
