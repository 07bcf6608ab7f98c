import { type Caller, type Role, mayInTenant, mayOnPlatform } from '#contracts/access.ts';
import type { Clock } from '#contracts/clock.ts';
import { memberships, operators } from '#contracts/records/access.ts';
import type { PlatformStore } from '#contracts/store.ts';
import { keyBy } from './keys.ts';
import { sessionOf } from './sessions.ts';
import { membershipId } from './users.ts';

/** What a request shows. */
export interface Shown {
  /** The token of the session cookie of the side that is asked; empty for none. */
  readonly session: string;
  /** A key of the API; empty for none. With one, the cookie does not count. */
  readonly key: string;
}
/** What is asked for. */
export interface Wished {
  readonly boundary: 'tenant' | 'platform';
  /** Empty if it is enough to be signed in. */
  readonly permission: string;
  /** Of the path; `undefined` for a route of no tenant. */
  readonly tenantId: string | undefined;
}

export type Judged =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'signed_out' }
  /** The tenant is not theirs: it looks as if it did not exist. */
  | { readonly kind: 'not_there' }
  | { readonly kind: 'forbidden' };

/** The only place that decides whether a request may be served. It reads roles anew each time, so one that is taken away ends at once. */
export async function whoCalls(platform: PlatformStore, clock: Clock, shown: Shown, wished: Wished): Promise<Judged> {
  if (shown.key !== '') return await byKey(platform, clock, shown.key, wished);
  const session = await sessionOf(platform, clock, shown.session, wished.boundary);
  if (!session) return { kind: 'signed_out' };
  const caller: Caller = { kind: 'user', id: session.userId, session: session.id };
  return wished.boundary === 'platform' ? await onPlatform(platform, caller, wished) : await inTenant(platform, caller, wished);
}

async function byKey(platform: PlatformStore, clock: Clock, key: string, wished: Wished): Promise<Judged> {
  const known = await keyBy(platform, clock, key);
  if (!known) return { kind: 'signed_out' };
  // A key belongs to one tenant: on the other side it is no key at all.
  if (wished.boundary !== 'tenant') return { kind: 'signed_out' };
  if (wished.tenantId !== undefined && wished.tenantId !== known.tenantId) return { kind: 'not_there' };
  if (wished.permission === '' || !known.permissions.includes(wished.permission)) return { kind: 'forbidden' };
  return { kind: 'caller', caller: { kind: 'key', id: known.publicId, permissions: known.permissions } };
}

async function inTenant(platform: PlatformStore, caller: Caller, { tenantId, permission }: Wished): Promise<Judged> {
  if (tenantId === undefined) return { kind: 'caller', caller };
  const role = await roleIn(platform, tenantId, caller.id);
  if (!role) return { kind: 'not_there' };
  return permission === '' || mayInTenant(role, permission)
    ? { kind: 'caller', caller: { ...caller, role } }
    : { kind: 'forbidden' };
}

export async function roleIn(platform: PlatformStore, tenantId: string, userId: string): Promise<Role | undefined> {
  return (await platform.get(memberships, membershipId(tenantId, userId)))?.value.role;
}

async function onPlatform(platform: PlatformStore, caller: Caller, { permission }: Wished): Promise<Judged> {
  const known = await platform.get(operators, caller.id);
  if (!known) return { kind: 'signed_out' };
  return permission === '' || mayOnPlatform(known.value.role, permission) ? { kind: 'caller', caller } : { kind: 'forbidden' };
}
