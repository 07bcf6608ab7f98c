import type { Clock } from '#contracts/clock.ts';
import { type Tenant, tenants } from '#contracts/records/platform.ts';
import { type Profile, profiles } from '#contracts/records/tenancy.ts';
import { type Store, type Stored, againWhenStale, insert, replace } from '#contracts/store.ts';
import { canonical } from '#core/ids/canonical.ts';
import { all } from '#core/walking/everything.ts';
import { raced } from '#core/batches/raced.ts';
import { created } from '#core/tenancy/created.ts';
import { idsFor } from './tenant-id.ts';

export interface TenantWish {
  /** Made of the name if it is missing. */
  readonly id?: string | undefined;
  readonly profile: Omit<Profile, 'id' | 'holidays'> & Partial<Pick<Profile, 'holidays'>>;
}

export type CreatedTenant =
  /** `anew` is false if an earlier call with the same wish made it, or had begun to. */
  | { readonly kind: 'created'; readonly tenantId: string; readonly anew: boolean }
  /** There is another tenant with the id that was asked for. */
  | { readonly kind: 'id_taken' };

/**
 * Creates a tenant in three commits: the platform's record with the wanted profile, the profile in the tenant's own data, and the
 * record without it. After a crash the same call goes on where it stopped.
 */
export async function createTenant(store: Store, clock: Clock, wish: TenantWish): Promise<CreatedTenant> {
  const profile: Profile = { holidays: [], ...wish.profile, id: 'profile' };
  const entered = await againWhenStale(() => enter(store, clock, wish.id, profile));
  if (entered.kind === 'id_taken') return entered;
  await finishTenant(store, entered.tenantId);
  return { kind: 'created', ...entered.of };
}

/** Goes on with a tenant whose creation was interrupted. Does nothing for any other. */
export function finishTenant(store: Store, tenantId: string): Promise<{ readonly kind: 'done' }> {
  return againWhenStale(async () => {
    const record = await store.platform.get(tenants, tenantId);
    if (!record?.value.begun) return { kind: 'done' };
    const own = store.tenant(tenantId);
    if (!(await own.get(profiles, 'profile'))) {
      const outcome = await own.commit([insert(profiles, record.value.begun)]);
      if (outcome.kind === 'stale') return outcome;
    }
    const { begun: _, ...tenant } = record.value;
    return raced(await store.platform.commit([replace(tenants, record, tenant)]), { kind: 'done' });
  });
}

type Entered =
  | { readonly kind: 'entered'; readonly tenantId: string; readonly of: { readonly tenantId: string; readonly anew: boolean } }
  | { readonly kind: 'id_taken' };

/** The platform's record: the one of an interrupted call with the same wish, or a new one. */
async function enter(
  store: Store,
  clock: Clock,
  wanted: string | undefined,
  profile: Profile,
): Promise<Entered | { readonly kind: 'stale' }> {
  const before = wanted === undefined ? await begunLike(store, profile) : await store.platform.get(tenants, wanted);
  if (before) {
    const same = await isLike(store, before, profile);
    return same ? entered(before.value.id, false) : { kind: 'id_taken' };
  }
  const id = wanted ?? (await freeId(store, profile.name));
  const tenant: Tenant = { id, name: profile.name, createdAt: clock.now(), begun: profile };
  const outcome = await store.platform.commit([insert(tenants, tenant)], [created.tenant(tenant, tenant.createdAt)]);
  return raced(outcome, entered(id, true));
}

function entered(tenantId: string, anew: boolean): Entered {
  return { kind: 'entered', tenantId, of: { tenantId, anew } };
}

async function begunLike(store: Store, profile: Profile): Promise<Stored<Tenant> | undefined> {
  const named = await all(store.platform, tenants, { by: 'byName', equals: [profile.name] });
  return named.find(({ value }) => value.begun && canonical(value.begun) === canonical(profile));
}

/** Whether a tenant was made by the same wish, finished or not. */
async function isLike(store: Store, { value }: Stored<Tenant>, profile: Profile): Promise<boolean> {
  const has = value.begun ?? (await store.tenant(value.id).get(profiles, 'profile'))?.value;
  return has !== undefined && canonical(has) === canonical(profile);
}

async function freeId(store: Store, name: string): Promise<string> {
  for (const id of idsFor(name)) if (!(await store.platform.get(tenants, id))) return id;
  throw new RangeError('there is always one more id');
}
