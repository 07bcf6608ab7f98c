import { type Role, mayGive } from '#contracts/access.ts';
import { accessEvents } from '#contracts/events/access.ts';
import { happened } from '#contracts/events/define.ts';
import { type Membership, memberships, users } from '#contracts/records/access.ts';
import { type Stored, againWhenStale, remove, replace, unchanged } from '#contracts/store.ts';
import { all } from '../walking/everything.ts';
import { membershipId } from './users.ts';
import type { AccessWorld } from './world.ts';

export type Placed =
  | { readonly kind: 'done' }
  | { readonly kind: 'not_there' }
  /** A role above one's own is not given, changed or taken away. */
  | { readonly kind: 'above' }
  | { readonly kind: 'last_owner' };

/** Everybody who works for a tenant, the longest first. */
export async function membersOf({ platform }: Pick<AccessWorld, 'platform'>, tenantId: string) {
  const known = await all(platform, memberships, { by: 'byTenant', equals: [tenantId] });
  const people = await Promise.all(known.map(({ value }) => platform.get(users, value.userId)));
  return known.flatMap(({ value }, n) => {
    const user = people[n]?.value;
    return user ? [{ user, membership: value }] : [];
  });
}

export interface Changing {
  readonly tenantId: string;
  readonly userId: string;
  /** Who does it, and their own role. */
  readonly by: string;
  readonly own: Role;
}

/** Gives a person another role. It holds from their next request on. */
export function changeRole(world: AccessWorld, changing: Changing, role: Role): Promise<Placed> {
  return placed(world, changing, role);
}

/** The person no longer belongs to the tenant. Their account and their other tenants stay. */
export function removeMember(world: AccessWorld, changing: Changing): Promise<Placed> {
  return placed(world, changing, undefined);
}

function placed(world: AccessWorld, { tenantId, userId, by, own }: Changing, role: Role | undefined): Promise<Placed> {
  const { platform, clock, newId } = world;
  return againWhenStale<Placed>(async () => {
    const was = await platform.get(memberships, membershipId(tenantId, userId));
    if (!was) return { kind: 'not_there' };
    if (!mayGive(own, was.value.role) || (role && !mayGive(own, role))) return { kind: 'above' };
    if (role === was.value.role) return { kind: 'done' };
    // Two owners who demote each other at once must not both succeed: another owner stays as they are in the same batch.
    const other = was.value.role === 'owner' ? await anotherOwner(world, was) : undefined;
    if (was.value.role === 'owner' && !other) return { kind: 'last_owner' };
    const write = role ? replace(memberships, was, { ...was.value, role }) : remove(memberships, was);
    const occasion = { id: newId(), key: tenantId, at: clock.now() };
    const event = role
      ? happened(accessEvents.roleChanged, occasion, { tenantId, userId, role, by })
      : happened(accessEvents.left, occasion, { tenantId, userId, by });
    const outcome = await platform.commit([write, ...(other ? [unchanged(memberships, other)] : [])], [event]);
    return outcome.kind === 'committed' ? { kind: 'done' } : { kind: 'stale' };
  });
}

async function anotherOwner({ platform }: AccessWorld, { value }: Stored<Membership>): Promise<Stored<Membership> | undefined> {
  const known = await all(platform, memberships, { by: 'byTenant', equals: [value.tenantId] });
  return known.find((one) => one.value.role === 'owner' && one.value.userId !== value.userId);
}
