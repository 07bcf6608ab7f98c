import { accessEvents } from '#contracts/events/access.ts';
import { happened } from '#contracts/events/define.ts';
import { type User, users } from '#contracts/records/access.ts';
import { type Write, againWhenStale, replace } from '#contracts/store.ts';
import type { NewEvent } from '#contracts/event.ts';
import { admitted, forgiven, slowedBy } from './attempts.ts';
import { endingAll } from './sessions.ts';
import { newRecoveryCodes, recoveryHash, stepOf } from './totp.ts';
import { wrongPassword } from './users.ts';
import type { AccessWorld } from './world.ts';

export type AccountChanged =
  | { readonly kind: 'done' }
  | { readonly kind: 'not_there' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'bad_password'; readonly why: string }
  | { readonly kind: 'wrong_code' }
  | { readonly kind: 'slow'; readonly waitMs: number };

export interface Own {
  readonly userId: string;
  /** The session that does it; it stays. */
  readonly sessionId: string;
  readonly address: string;
}

/** Another password. The sessions on other devices end. */
export async function changePassword(world: AccessWorld, own: Own, current: string, next: string): Promise<AccountChanged> {
  const sure = await provenBy(world, own, current);
  if (sure.kind !== 'done') return sure;
  const { platform, clock, newId, passwords } = world;
  const user = await platform.get(users, own.userId);
  if (!user) return { kind: 'not_there' };
  const why = wrongPassword(next, user.value);
  if (why !== undefined) return { kind: 'bad_password', why };
  const passwordHash = await passwords.hash(next);
  return await changed(world, own, async (was) => ({
    user: { ...was, passwordHash },
    writes: await endingAll(platform, own.userId, own.sessionId),
    event: happened(accessEvents.passwordChanged, { id: newId(), key: was.id, at: clock.now() }, { userId: was.id, by: was.id }),
  }));
}

/** Turns the second factor on, once a code shows that the app has the secret. Answers with the recovery codes. */
export async function turnFactorOn(
  world: AccessWorld,
  own: Own,
  { password, secret, code }: { readonly password: string; readonly secret: string; readonly code: string },
): Promise<AccountChanged | { readonly kind: 'on'; readonly recoveryCodes: readonly string[] }> {
  const sure = await provenBy(world, own, password);
  if (sure.kind !== 'done') return sure;
  const { clock, newId, random, secrets } = world;
  const step = stepOf(secret, code.replaceAll(/\s/g, ''), clock.now(), 0);
  if (step === undefined) return { kind: 'wrong_code' };
  const recoveryCodes = newRecoveryCodes(random);
  const sealedTotp = await secrets.seal('platform', secret);
  const outcome = await changed(world, own, async (was) => ({
    user: { ...was, sealedTotp, totpStep: step, recoveryHashes: recoveryCodes.map(recoveryHash) },
    writes: [],
    event: happened(
      accessEvents.secondFactorChanged,
      { id: newId(), key: was.id, at: clock.now() },
      { userId: was.id, on: true, by: was.id },
    ),
  }));
  return outcome.kind === 'done' ? { kind: 'on', recoveryCodes } : outcome;
}

export async function turnFactorOff(world: AccessWorld, own: Own, password: string): Promise<AccountChanged> {
  const sure = await provenBy(world, own, password);
  if (sure.kind !== 'done') return sure;
  const { clock, newId } = world;
  return await changed(world, own, async (was) => ({
    user: { ...was, sealedTotp: '', totpStep: 0, recoveryHashes: [] },
    writes: [],
    event: happened(
      accessEvents.secondFactorChanged,
      { id: newId(), key: was.id, at: clock.now() },
      { userId: was.id, on: false, by: was.id },
    ),
  }));
}

/** Whoever finds an open browser must not take the account over: the password is asked for again, and guesses are slowed. */
async function provenBy(world: AccessWorld, { userId, address }: Own, password: string): Promise<AccountChanged> {
  const user = await world.platform.get(users, userId);
  if (!user) return { kind: 'not_there' };
  const slowed = slowedBy(user.value.email, address);
  const waitMs = await admitted(world.platform, slowed, world.clock.now());
  if (waitMs > 0) return { kind: 'slow', waitMs };
  if (!(await world.passwords.check(password, user.value.passwordHash)).right) return { kind: 'wrong' };
  await forgiven(world.platform, slowed);
  return { kind: 'done' };
}

function changed(
  { platform }: AccessWorld,
  { userId }: Own,
  change: (was: User) => Promise<{ readonly user: User; readonly writes: readonly Write[]; readonly event: NewEvent }>,
): Promise<AccountChanged> {
  return againWhenStale<AccountChanged>(async () => {
    const was = await platform.get(users, userId);
    if (!was) return { kind: 'not_there' };
    const { user, writes, event } = await change(was.value);
    const outcome = await platform.commit([replace(users, was, user), ...writes], [event]);
    return outcome.kind === 'committed' ? { kind: 'done' } : { kind: 'stale' };
  });
}
