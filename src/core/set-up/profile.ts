import type { Clock } from '#contracts/clock.ts';
import { bookings } from '#contracts/records/booking.ts';
import { type Tenant, tenants } from '#contracts/records/platform.ts';
import { type Profile, profiles } from '#contracts/records/tenancy.ts';
import { type Store, type Stored, type TenantStore, againWhenStale, replace } from '#contracts/store.ts';
import { everything } from '#core/walking/everything.ts';
import { type Also, nothingElse } from './also.ts';
import { raced } from '#core/batches/raced.ts';

/** What a business says about itself. */
export type ProfileWish = Pick<Profile, 'name' | 'zone' | 'locale'> &
  Partial<Pick<Profile, 'region' | 'address' | 'latitude' | 'longitude'>>;

export type ProfileChanged =
  | { readonly kind: 'kept'; readonly profile: Stored<Profile> }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'changed' }
  /** The days of the agenda are those of the zone, so bookings would move to other days. */
  | { readonly kind: 'zone_in_use' };

/** Replaces what is named, also by leaving it out. Holidays and the picture stay. */
export async function changeProfile(
  store: TenantStore,
  clock: Clock,
  version: number,
  wish: ProfileWish,
  also: Also<Stored<Profile>> = nothingElse,
): Promise<ProfileChanged> {
  const was = await store.get(profiles, 'profile');
  if (!was) return { kind: 'not_found' };
  if (was.version !== version) return { kind: 'changed' };
  if (wish.zone !== was.value.zone && (await hasBookings(store, clock))) return { kind: 'zone_in_use' };
  const { holidays, picture } = was.value;
  return kept(store, was, { ...wish, id: 'profile', holidays, ...(picture === undefined ? {} : { picture }) }, also);
}

export async function changeHolidays(
  store: TenantStore,
  version: number,
  holidays: readonly string[],
  also: Also<Stored<Profile>> = nothingElse,
): Promise<ProfileChanged> {
  const was = await store.get(profiles, 'profile');
  if (!was) return { kind: 'not_found' };
  if (was.version !== version) return { kind: 'changed' };
  return kept(store, was, { ...was.value, holidays: [...new Set(holidays)].toSorted() }, also);
}

async function kept(
  store: TenantStore,
  was: Stored<Profile>,
  value: Profile,
  also: Also<Stored<Profile>>,
): Promise<ProfileChanged> {
  const profile = { value, version: was.version + 1 };
  const outcome = await store.commit([replace(profiles, was, value), ...also(profile)]);
  return outcome.kind === 'committed' ? { kind: 'kept', profile } : { kind: 'changed' };
}

/** The platform's record has the name, too. After a crash in between, the next change of the profile puts it right. */
export async function renameTenant({ platform }: Store, tenantId: string, name: string): Promise<void> {
  await againWhenStale(async () => {
    const record = await platform.get(tenants, tenantId);
    if (!record || record.value.name === name) return { kind: 'done' } as const;
    const renamed: Tenant = { ...record.value, name };
    return raced(await platform.commit([replace(tenants, record, renamed)]), { kind: 'done' } as const);
  });
}

async function hasBookings(store: TenantStore, clock: Clock): Promise<boolean> {
  const now = clock.now();
  for await (const { value } of everything(store, bookings, { by: 'byStart', equals: [], from: now }))
    if (value.state === 'confirmed' || (value.state === 'held' && value.expiresAt > now)) return true;
  return false;
}
