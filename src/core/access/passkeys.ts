import { hash } from 'node:crypto';
import { z } from 'zod';
import { accessEvents } from '#contracts/events/access.ts';
import { happened } from '#contracts/events/define.ts';
import type { PasskeyResponse } from '#contracts/passkeys.ts';
import { type Passkey, type SessionBoundary, challenges, passkeys, users } from '#contracts/records/access.ts';
import { type Stored, againWhenStale, insert, remove, replace } from '#contracts/store.ts';
import { all } from '../walking/everything.ts';
import { admitted, forgiven, slowedBy } from './attempts.ts';
import { startSession } from './sessions.ts';
import { belongs, type SignedIn } from './sign-in.ts';
import { newToken } from './token.ts';
import type { AccessWorld } from './world.ts';

const GOOD_FOR = 5 * 60_000;
const MOST = 20;

/** What the browser needs to make a passkey for this person. */
export async function passkeyToMake(world: AccessWorld, userId: string): Promise<Record<string, unknown> | undefined> {
  const user = (await world.platform.get(users, userId))?.value;
  if (!user) return undefined;
  const { email, name } = user;
  const known = (await passkeysOf(world, userId)).map(({ value }) => value.credentialId);
  const challenge = await newChallenge(world, userId);
  return await world.passkeys.createOptions({ origin: originOf(world), challenge, userId, email, name, known });
}

/** Whether the passkey was added: it answers a challenge of this person, which is used up. */
export function addPasskey(world: AccessWorld, userId: string, response: PasskeyResponse, device: string): Promise<boolean> {
  const { platform, clock, newId } = world;
  return againWhenStale(async () => {
    const challenge = challengeIn(response);
    const asked = await platform.get(challenges, idOf(challenge));
    const now = clock.now();
    if (!asked || asked.value.userId !== userId || asked.value.expiresAt <= now) return false;
    const made = await world.passkeys.created(response, originOf(world), challenge);
    if (!made || (await passkeysOf(world, userId)).length >= MOST) return false;
    const { id: credentialId, publicKey, counter, transports } = made;
    const record: Passkey = {
      id: idOf(credentialId),
      publicId: newId(),
      userId,
      credentialId,
      publicKey,
      counter,
      transports: [...transports],
      device: device.slice(0, 200).toWellFormed(),
      createdAt: now,
      usedAt: 0,
    };
    const event = happened(accessEvents.passkeyAdded, { id: newId(), key: userId, at: now }, { userId, by: userId });
    const outcome = await platform.commit([remove(challenges, asked), insert(passkeys, record)], [event]);
    if (outcome.kind === 'committed') return true;
    return outcome.kind === 'taken' ? false : ({ kind: 'stale' } as const);
  });
}

/** What the browser needs to ask for a passkey, whoever it belongs to. */
export async function passkeyToShow(world: AccessWorld): Promise<Record<string, unknown>> {
  return await world.passkeys.getOptions({ origin: originOf(world), challenge: await newChallenge(world, '') });
}

/** A passkey is two factors in one: no password and no code is asked for. */
export async function signInByPasskey(
  world: AccessWorld,
  response: PasskeyResponse,
  from: { readonly boundary: SessionBoundary; readonly address: string; readonly device: string },
): Promise<SignedIn> {
  const { platform, clock, newId, random } = world;
  const slowed = slowedBy(`passkey ${response.id}`, from.address);
  const waitMs = await admitted(platform, slowed, clock.now());
  if (waitMs > 0) return { kind: 'slow', waitMs };
  const outcome = await againWhenStale<SignedIn>(async () => {
    const challenge = challengeIn(response);
    const asked = await platform.get(challenges, idOf(challenge));
    const was = await platform.get(passkeys, idOf(response.id));
    const now = clock.now();
    if (!asked || asked.value.userId !== '' || asked.value.expiresAt <= now || !was) return { kind: 'wrong' };
    const { value } = was;
    const credential = { ...value, id: value.credentialId };
    const counter = await world.passkeys.proven(response, originOf(world), challenge, credential);
    if (counter === undefined || !(await belongs(world, value.userId, from.boundary))) return { kind: 'wrong' };
    const { userId } = value;
    const { boundary, device } = from;
    const { token, session, write } = startSession(random, newId, now, { userId, boundary, device });
    const used = replace(passkeys, was, { ...value, counter, usedAt: now });
    const event = happened(accessEvents.signedIn, { id: newId(), key: userId, at: now }, { userId, boundary, by: userId });
    const committed = await platform.commit([remove(challenges, asked), used, write], [event]);
    return committed.kind === 'committed' ? { kind: 'in', token, session } : { kind: 'stale' };
  });
  if (outcome.kind === 'in') await forgiven(platform, slowed);
  return outcome;
}

export async function passkeysOf(
  { platform }: Pick<AccessWorld, 'platform'>,
  userId: string,
): Promise<readonly Stored<Passkey>[]> {
  return await all(platform, passkeys, { by: 'byUser', equals: [userId] });
}

/** Whether it was there. */
export function removePasskey(world: AccessWorld, userId: string, publicId: string): Promise<boolean> {
  const { platform, clock, newId } = world;
  return againWhenStale(async () => {
    const was = (await passkeysOf(world, userId)).find(({ value }) => value.publicId === publicId);
    if (!was) return false;
    const event = happened(accessEvents.passkeyRemoved, { id: newId(), key: userId, at: clock.now() }, { userId, by: userId });
    return (await platform.commit([remove(passkeys, was)], [event])).kind === 'committed' || ({ kind: 'stale' } as const);
  });
}

/** Works once, for a few minutes, for one person or, empty, for whoever signs in. */
async function newChallenge({ platform, clock, random }: AccessWorld, userId: string): Promise<string> {
  const challenge = newToken(random);
  await platform.commit([insert(challenges, { id: idOf(challenge), userId, expiresAt: clock.now() + GOOD_FOR })]);
  return challenge;
}

function originOf({ pagesUrl }: AccessWorld): string {
  return new URL(pagesUrl()).origin;
}

/** Ids of credentials can be longer than ids of documents. */
function idOf(text: string): string {
  return hash('sha256', text, 'hex');
}

const clientData = z.object({ challenge: z.string() });

/** The challenge that a response says it answers; empty if it cannot be read. Nothing is proven by it yet. */
function challengeIn({ response }: PasskeyResponse): string {
  try {
    return clientData.parse(JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString())).challenge;
  } catch {
    return '';
  }
}
