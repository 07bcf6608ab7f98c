import type { PlatformRole, Role } from '#contracts/access.ts';
import type { Clock } from '#contracts/clock.ts';
import { type SessionBoundary, type User, memberships, operators, users } from '#contracts/records/access.ts';
import type { PlatformStore, Write } from '#contracts/store.ts';
import { insert } from '#contracts/store.ts';
import { everything } from '#core/walking/everything.ts';
import { tenants } from '#contracts/records/platform.ts';
import { membershipId } from '#core/access/users.ts';

interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly boundary: SessionBoundary;
}

/** Whom one can be in the sandbox, with one click. Nobody knows a password of theirs, because there is none. */
export const DEMO_PEOPLE = {
  owner: { id: 'demo-owner', name: 'Olive Hart', email: 'owner@demo.example', boundary: 'tenant' },
  agent: { id: 'demo-agent', name: 'Ari Blanco', email: 'agent@demo.example', boundary: 'tenant' },
  operator: { id: 'demo-operator', name: 'Sam Ito', email: 'operator@demo.example', boundary: 'platform' },
} as const satisfies Readonly<Record<string, DemoPerson>>;

/** The demo people, with their places in these tenants. Whoever was removed or changed since stays so. */
export async function plantPeople(platform: PlatformStore, clock: Clock, tenantIds: readonly string[]): Promise<void> {
  const now = clock.now();
  for (const { id, name, email } of Object.values(DEMO_PEOPLE)) {
    if (await platform.get(users, id)) continue;
    const nothing = { passwordHash: '', sealedTotp: '', totpStep: 0, recoveryHashes: [] };
    const user: User = { id, name, email, createdAt: now, ...nothing };
    await platform.commit([insert(users, user), ...places(id, tenantIds, now)]);
  }
}

function places(id: string, tenantIds: readonly string[], since: number): readonly Write[] {
  if (id === DEMO_PEOPLE.operator.id) return [insert(operators, { id, role: 'operator' satisfies PlatformRole, since })];
  const role: Role = id === DEMO_PEOPLE.owner.id ? 'owner' : 'agent';
  return tenantIds.map((tenantId) => insert(memberships, { id: membershipId(tenantId, id), tenantId, userId: id, role, since }));
}

/** The demo's owner gets the businesses that have no owner yet: those that were created by hand. */
export async function ownWhatNobodyOwns(platform: PlatformStore, clock: Clock): Promise<void> {
  const userId = DEMO_PEOPLE.owner.id;
  for await (const { value } of everything(platform, tenants, { by: 'byName', equals: [] })) {
    const people = await platform.find(memberships, { by: 'byTenant', equals: [value.id], limit: 200 });
    if (people.items.some((one) => one.value.role === 'owner')) continue;
    const id = membershipId(value.id, userId);
    await platform.commit([insert(memberships, { id, tenantId: value.id, userId, role: 'owner', since: clock.now() })]);
  }
}
