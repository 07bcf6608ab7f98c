import { PLATFORM_ROLES, ROLES } from '#contracts/access.ts';
import type { EpochMs } from '#contracts/clock.ts';
import { accessEvents } from '#contracts/events/access.ts';
import { happened } from '#contracts/events/define.ts';
import type { NewEvent } from '#contracts/event.ts';
import {
  type OneTimeLink,
  type SessionBoundary,
  type User,
  memberships,
  oneTimeLinks,
  operators,
  users,
} from '#contracts/records/access.ts';
import { type Stored, type Write, againWhenStale, put, remove } from '#contracts/store.ts';
import { admitted, forgiven, slowedBy } from './attempts.ts';
import { linkOf } from './links.ts';
import { endingAll, startSession } from './sessions.ts';
import { secondFactor } from './sign-in.ts';
import { membershipId, plainEmail, userBy, wrongPassword } from './users.ts';
import type { AccessWorld } from './world.ts';

export interface Accepting {
  readonly token: string;
  /** For the first operator, whose link names none. */
  readonly email: string;
  readonly name: string;
  /** A new one; of somebody who has an account and is invited, the one they have. */
  readonly password: string;
  /** Of the second factor, where an account has it. */
  readonly code: string;
  readonly address: string;
  readonly device: string;
}

export type Accepted =
  | { readonly kind: 'in'; readonly token: string; readonly boundary: SessionBoundary; readonly tenantId: string }
  /** It never was, is too old, or was used already: the three look the same. */
  | { readonly kind: 'no_link' }
  | { readonly kind: 'bad_password'; readonly why: string }
  | { readonly kind: 'no_email' }
  | { readonly kind: 'no_name' }
  /** The address has an account, and this is not its password. */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'code_needed' }
  | { readonly kind: 'wrong_code' }
  | { readonly kind: 'slow'; readonly waitMs: number };

/** Uses a link up: somebody joins, or has a new password. Both sign in. */
export async function accept(world: AccessWorld, asked: Accepting): Promise<Accepted> {
  const { platform, clock } = world;
  const link = await linkOf(platform, asked.token, clock.now());
  if (!link) return { kind: 'no_link' };
  const email = plainEmail(link.value.email || asked.email);
  if (email === '') return { kind: 'no_email' };
  const known = await userBy(platform, email);
  // The account is gone since.
  if (!known && link.value.kind === 'reset') return { kind: 'no_link' };
  const joins = known && link.value.kind !== 'reset';
  if (joins) return await joined(world, asked, link, known);
  const why = wrongPassword(asked.password, { email });
  if (why !== undefined) return { kind: 'bad_password', why };
  if (!known && asked.name.trim() === '') return { kind: 'no_name' };
  const passwordHash = await world.passwords.hash(asked.password);
  return await finished(world, asked, link, (now) => ({ email, passwordHash, now }));
}

/** Who has an account shows that it is theirs: a link in somebody else's hands must not open it. */
async function joined(
  world: AccessWorld,
  asked: Accepting,
  link: Stored<OneTimeLink>,
  { value: user }: Stored<User>,
): Promise<Accepted> {
  const slowed = slowedBy(user.email, asked.address);
  const waitMs = await admitted(world.platform, slowed, world.clock.now());
  if (waitMs > 0) return { kind: 'slow', waitMs };
  if (!(await world.passwords.check(asked.password, user.passwordHash)).right) return { kind: 'wrong' };
  const outcome = await finished(world, asked, link, (now) => ({ email: user.email, now }));
  if (outcome.kind === 'in' || outcome.kind === 'code_needed') await forgiven(world.platform, slowed);
  return outcome;
}

interface Person {
  readonly email: string;
  /** Only of somebody who chooses a new password. */
  readonly passwordHash?: string;
  readonly now: EpochMs;
}

function finished(
  world: AccessWorld,
  asked: Accepting,
  link: Stored<OneTimeLink>,
  person: (now: EpochMs) => Person,
): Promise<Accepted> {
  const { platform, clock, newId, random } = world;
  return againWhenStale<Accepted>(async () => {
    const now = clock.now();
    const { email, passwordHash } = person(now);
    const was = await userBy(platform, email);
    const factor = was ? await secondFactor(world, was, asked.code, now) : undefined;
    if (factor && factor.kind !== 'passed') return factor;
    const user: User = {
      ...(factor?.user ?? freshUser(newId(), email, asked.name.trim(), now)),
      ...(passwordHash === undefined ? {} : { passwordHash }),
    };
    const { kind, tenantId } = link.value;
    const boundary = await sideOf(world, user.id, link.value);
    const session = startSession(random, newId, now, { userId: user.id, boundary, device: asked.device });
    const place = await placeOf(world, user.id, link.value, now);
    const ending = kind === 'reset' ? await endingAll(platform, user.id) : [];
    const writes = [remove(oneTimeLinks, link), put(users, was, user), ...place.writes, ...ending, session.write];
    const outcome = await platform.commit(writes, [...eventsOf(user, was !== undefined, kind, newId, now), ...place.events]);
    if (outcome.kind === 'committed') return { kind: 'in', token: session.token, boundary, tenantId };
    // Somebody else was faster with this link.
    if (!(await linkOf(platform, asked.token, now))) return { kind: 'no_link' };
    return { kind: 'stale' };
  });
}

function freshUser(id: string, email: string, name: string, now: EpochMs): User {
  return { id, email, name, passwordHash: '', sealedTotp: '', totpStep: 0, recoveryHashes: [], createdAt: now };
}

/** Which side somebody enters: that of the invitation; after a new password, the platform only for who has nothing else. */
async function sideOf({ platform }: AccessWorld, userId: string, { kind }: OneTimeLink): Promise<SessionBoundary> {
  if (kind !== 'reset') return kind === 'operator' ? 'platform' : 'tenant';
  const first = (await platform.find(memberships, { by: 'byUser', equals: [userId], limit: 1 })).items[0];
  return first || !(await platform.get(operators, userId)) ? 'tenant' : 'platform';
}

/** The role that an invitation gives. Who has one already keeps the higher of the two. */
async function placeOf(
  { platform, newId }: AccessWorld,
  userId: string,
  { kind, tenantId, role }: OneTimeLink,
  now: EpochMs,
): Promise<{ readonly writes: readonly Write[]; readonly events: readonly NewEvent[] }> {
  if (kind === 'reset') return { writes: [], events: [] };
  const event = happened(
    accessEvents.joined,
    { id: newId(), key: tenantId || 'platform', at: now },
    { tenantId, userId, role, by: userId },
  );
  if (kind === 'operator') {
    const given = PLATFORM_ROLES.find((one) => one === role) ?? 'support';
    const was = await platform.get(operators, userId);
    if (was && PLATFORM_ROLES.indexOf(was.value.role) <= PLATFORM_ROLES.indexOf(given)) return { writes: [], events: [] };
    return { writes: [put(operators, was, { id: userId, role: given, since: now })], events: [event] };
  }
  const given = ROLES.find((one) => one === role) ?? 'viewer';
  const id = membershipId(tenantId, userId);
  const was = await platform.get(memberships, id);
  if (was && ROLES.indexOf(was.value.role) <= ROLES.indexOf(given)) return { writes: [], events: [] };
  return { writes: [put(memberships, was, { id, tenantId, userId, role: given, since: now })], events: [event] };
}

function eventsOf(
  { id }: User,
  existed: boolean,
  kind: OneTimeLink['kind'],
  newId: () => string,
  at: EpochMs,
): readonly NewEvent[] {
  const occasion = { id: newId(), key: id, at };
  if (!existed) return [happened(accessEvents.userCreated, occasion, { userId: id, by: id })];
  return kind === 'reset' ? [happened(accessEvents.passwordChanged, occasion, { userId: id, by: id })] : [];
}
