import type { Clock, EpochMs } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Random } from '#contracts/random.ts';
import { type Session, type SessionBoundary, sessions } from '#contracts/records/access.ts';
import { type PlatformStore, type Stored, type Write, insert, remove, replace } from '#contracts/store.ts';
import { all } from '../walking/everything.ts';
import { newToken, tokenHash } from './token.ts';

const DAY = 24 * 3_600_000;
/** A session that nobody uses ends after a week, and every session after a month. */
const IDLE = 7 * DAY;
const LONGEST = 30 * DAY;
/** How exact `seenAt` is: writing it with each request would cost a commit each. */
const SEEN_EVERY = 10 * 60_000;

export interface Starting {
  readonly userId: string;
  readonly boundary: SessionBoundary;
  readonly device: string;
}
export interface Started {
  /** For the browser. It is not stored. */
  readonly token: string;
  readonly session: Session;
  readonly write: Write;
}

/** A session, to be written in the batch of whoever signs in. */
export function startSession(random: Random, newId: NewId, now: EpochMs, starting: Starting): Started {
  const token = newToken(random);
  const device = starting.device.slice(0, 200).toWellFormed();
  const times = { createdAt: now, seenAt: now, expiresAt: now + IDLE };
  const session: Session = { ...starting, id: tokenHash(token), publicId: newId(), device, ...times };
  return { token, session, write: insert(sessions, session) };
}

/** The session of a token on this side, if it has not ended. It lives on while it is used. */
export async function sessionOf(
  platform: PlatformStore,
  clock: Clock,
  token: string,
  boundary: SessionBoundary,
): Promise<Session | undefined> {
  const was = await platform.get(sessions, tokenHash(token));
  const now = clock.now();
  if (!was || was.value.boundary !== boundary || was.value.expiresAt <= now) return undefined;
  if (now - was.value.seenAt >= SEEN_EVERY) await seen(platform, was, now);
  return was.value;
}

/** Somebody else may have written it meanwhile, or ended it: both are fine. */
async function seen(platform: PlatformStore, was: Stored<Session>, now: EpochMs): Promise<void> {
  const expiresAt = Math.min(was.value.createdAt + LONGEST, now + IDLE);
  await platform.commit([replace(sessions, was, { ...was.value, seenAt: now, expiresAt })]);
}

/** Newest first. */
export async function sessionsOf(platform: PlatformStore, userId: string, now: EpochMs): Promise<readonly Stored<Session>[]> {
  const known = await all(platform, sessions, { by: 'byUser', equals: [userId], order: 'desc' });
  return known.filter(({ value }) => value.expiresAt > now);
}

/** Lines that end all sessions of a user but one. */
export async function endingAll(platform: PlatformStore, userId: string, except?: string): Promise<readonly Write[]> {
  const known = await all(platform, sessions, { by: 'byUser', equals: [userId] });
  return known.filter(({ value }) => value.id !== except).map((session) => remove(sessions, session));
}

/** Ends one by the id that lists show. Whether it was there. */
export async function endSession(platform: PlatformStore, userId: string, publicId: string): Promise<boolean> {
  const known = await all(platform, sessions, { by: 'byUser', equals: [userId] });
  const one = known.find(({ value }) => value.publicId === publicId);
  return one !== undefined && (await endSessionById(platform, one.value.id));
}

export async function endSessionById(platform: PlatformStore, id: string): Promise<boolean> {
  for (;;) {
    const was = await platform.get(sessions, id);
    if (!was) return false;
    if ((await platform.commit([remove(sessions, was)])).kind === 'committed') return true;
  }
}
