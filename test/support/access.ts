import type { Role } from '#contracts/access.ts';
import type { Mail } from '#contracts/mailer.ts';
import type { Passkeys } from '#contracts/passkeys.ts';
import { type SessionBoundary, type User, memberships, operators, users } from '#contracts/records/access.ts';
import { insert, put } from '#contracts/store.ts';
import { type Passwords, passwords } from '#core/access/password.ts';
import { startSession } from '#core/access/sessions.ts';
import { membershipId } from '#core/access/users.ts';
import type { AccessWorld } from '#core/access/world.ts';
import { countedRandom } from './random.ts';
import { plainSecrets } from './secrets.ts';

type Ground = Pick<AccessWorld, 'platform' | 'clock' | 'newId'>;

/** What signing in needs, with a mailer that keeps what is sent. */
export function accessWorld(ground: Ground, given: Partial<AccessWorld> = {}) {
  const mails: Mail[] = [];
  const random = countedRandom();
  const world: AccessWorld = {
    ...ground,
    random,
    passwords: passwords(random),
    passkeys: noPasskeys,
    secrets: plainSecrets,
    mailer: { send: async (mail) => void mails.push(mail) },
    pagesUrl: () => 'https://desk.example',
    ...given,
  };
  return { ...world, mails };
}

const unused = async () => undefined;
const noPasskeys: Passkeys = { createOptions: async () => ({}), getOptions: async () => ({}), created: unused, proven: unused };

/** Compares instead of hashing: for tests of anything else. */
export const quickPasswords: Passwords = {
  hash: async (plain) => `plain:${plain}`,
  check: async (plain, stored) => ({ right: stored === `plain:${plain}`, outdated: false }),
};

export interface GivenPerson {
  readonly email: string;
  /** Roles by tenant. */
  readonly roles?: Readonly<Record<string, Role>>;
  readonly operator?: boolean;
  readonly passwordHash?: string;
}

/** Somebody who can sign in. Answers with their id. */
export async function givenPerson({ platform, clock, newId }: Ground, person: GivenPerson): Promise<string> {
  const { email, roles = {}, operator = false, passwordHash = '' } = person;
  const id = newId();
  const since = clock.now();
  const nothing = { passwordHash, sealedTotp: '', totpStep: 0, recoveryHashes: [] };
  const user: User = { id, email, name: email.split('@')[0] ?? '', createdAt: since, ...nothing };
  await platform.commit([
    insert(users, user),
    ...Object.entries(roles).map(([tenantId, role]) =>
      insert(memberships, { id: membershipId(tenantId, id), tenantId, userId: id, role, since }),
    ),
    ...(operator ? [insert(operators, { id, role: 'operator', since })] : []),
  ]);
  return id;
}

/** The token of a session of theirs. */
export async function givenSession(
  { platform, clock, newId, random }: Ground & Pick<AccessWorld, 'random'>,
  userId: string,
  boundary: SessionBoundary = 'tenant',
): Promise<string> {
  const { token, write } = startSession(random, newId, clock.now(), { userId, boundary, device: 'test' });
  await platform.commit([write]);
  return token;
}

/** The cookies of somebody who owns these tenants and runs the platform. */
export async function cookiesOfEverybody(
  world: Ground & Pick<AccessWorld, 'random'>,
  tenantIds: readonly string[],
): Promise<string> {
  const id = 'test-everybody';
  const was = await world.platform.get(users, id);
  const nothing = { passwordHash: '', sealedTotp: '', totpStep: 0, recoveryHashes: [] };
  const since = world.clock.now();
  if (!was)
    await world.platform.commit([
      put(users, was, { id, email: 'everybody@desk.example', name: 'Everybody', createdAt: since, ...nothing }),
      insert(operators, { id, role: 'operator', since }),
      ...tenantIds.map((tenantId) =>
        insert(memberships, { id: membershipId(tenantId, id), tenantId, userId: id, role: 'owner', since }),
      ),
    ]);
  const [tenant, platform] = [await givenSession(world, id), await givenSession(world, id, 'platform')];
  return `deskbell=${tenant}; deskbell-admin=${platform}`;
}
