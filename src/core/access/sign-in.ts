import type { EpochMs } from '#contracts/clock.ts';
import { accessEvents } from '#contracts/events/access.ts';
import { happened } from '#contracts/events/define.ts';
import { type Session, type SessionBoundary, type User, operators, users } from '#contracts/records/access.ts';
import { type Stored, againWhenStale, replace } from '#contracts/store.ts';
import { admitted, forgiven, slowedBy } from './attempts.ts';
import { startSession } from './sessions.ts';
import { recoveryHash, stepOf } from './totp.ts';
import { membershipsOf, plainEmail, userBy } from './users.ts';
import type { AccessWorld } from './world.ts';

export interface SigningIn {
  readonly email: string;
  readonly password: string;
  /** Of the second factor, or a recovery code; empty at first. */
  readonly code: string;
  readonly boundary: SessionBoundary;
  /** Where the request comes from, for slowing down. */
  readonly address: string;
  readonly device: string;
}

export type SignedIn =
  | { readonly kind: 'in'; readonly token: string; readonly session: Session }
  /** Which of the two is wrong is not said. Neither is that the person has no place on this side. */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'code_needed' }
  | { readonly kind: 'wrong_code' }
  | { readonly kind: 'slow'; readonly waitMs: number };

/** E-mail and password, and a code where the second factor is on. */
export async function signIn(world: AccessWorld, asked: SigningIn): Promise<SignedIn> {
  const { platform, clock, passwords } = world;
  const slowed = slowedBy(plainEmail(asked.email), asked.address);
  const waitMs = await admitted(platform, slowed, clock.now());
  if (waitMs > 0) return { kind: 'slow', waitMs };

  const known = await userBy(platform, asked.email);
  const check = await passwords.check(asked.password, known?.value.passwordHash);
  if (!known || !check.right || !(await belongs(world, known.value.id, asked.boundary))) return { kind: 'wrong' };

  const rehashed = check.outdated ? await passwords.hash(asked.password) : undefined;
  const outcome = await againWhenStale(() => started(world, known.value.id, asked, rehashed));
  if (outcome.kind === 'in' || outcome.kind === 'code_needed') await forgiven(platform, slowed);
  return outcome;
}

/** Whether the person has a place on this side. */
export async function belongs({ platform }: AccessWorld, userId: string, boundary: SessionBoundary): Promise<boolean> {
  if (boundary === 'platform') return (await platform.get(operators, userId)) !== undefined;
  return (await membershipsOf(platform, userId)).length > 0;
}

/** In one batch: the session, the code that is used up, and the event. */
async function started(
  world: AccessWorld,
  userId: string,
  { code, boundary, device }: SigningIn,
  rehashed: string | undefined,
): Promise<SignedIn | { readonly kind: 'stale' }> {
  const { platform, clock, newId, random } = world;
  const was = await platform.get(users, userId);
  if (!was) return { kind: 'wrong' };
  const now = clock.now();
  const factor = await secondFactor(world, was, code, now);
  if (factor.kind !== 'passed') return factor;
  const user = { ...factor.user, ...(rehashed === undefined ? {} : { passwordHash: rehashed }) };
  const { token, session, write } = startSession(random, newId, now, { userId, boundary, device });
  const event = happened(accessEvents.signedIn, { id: newId(), key: userId, at: now }, { userId, boundary, by: userId });
  const outcome = await platform.commit([write, replace(users, was, user)], [event]);
  return outcome.kind === 'committed' ? { kind: 'in', token, session } : { kind: 'stale' };
}

type Factor =
  | { readonly kind: 'passed'; readonly user: User }
  | { readonly kind: 'code_needed' }
  | { readonly kind: 'wrong_code' };

/** A code works once: its time step, or its place among the recovery codes, is used up with the batch. */
export async function secondFactor(
  { secrets }: Pick<AccessWorld, 'secrets'>,
  { value: user }: Stored<User>,
  code: string,
  now: EpochMs,
): Promise<Factor> {
  if (user.sealedTotp === '') return { kind: 'passed', user };
  if (code === '') return { kind: 'code_needed' };
  const secret = await secrets.open('platform', user.sealedTotp);
  const step = stepOf(secret, code.replaceAll(/\s/g, ''), now, user.totpStep);
  if (step !== undefined) return { kind: 'passed', user: { ...user, totpStep: step } };
  const used = recoveryHash(code);
  if (!user.recoveryHashes.includes(used)) return { kind: 'wrong_code' };
  return { kind: 'passed', user: { ...user, recoveryHashes: user.recoveryHashes.filter((hash) => hash !== used) } };
}
