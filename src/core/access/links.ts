import type { EpochMs } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Random } from '#contracts/random.ts';
import { type OneTimeLink, oneTimeLinks } from '#contracts/records/access.ts';
import { type PlatformStore, type Stored, type Write, insert } from '#contracts/store.ts';
import { newToken, tokenHash } from './token.ts';

const HOUR = 3_600_000;
/** An invitation may wait for somebody's return from holidays; who asks for a new password waits for it. */
const GOOD_FOR: Readonly<Record<OneTimeLink['kind'], number>> = {
  invitation: 7 * 24 * HOUR,
  operator: 24 * HOUR,
  reset: HOUR,
};

export interface NewLink {
  readonly link: OneTimeLink;
  /** Stands in the address. It is not stored. */
  readonly token: string;
  readonly write: Write;
}

export function newLink(
  { random, newId }: { readonly random: Random; readonly newId: NewId },
  now: EpochMs,
  about: Omit<OneTimeLink, 'id' | 'publicId' | 'createdAt' | 'expiresAt'>,
): NewLink {
  const token = newToken(random);
  const times = { createdAt: now, expiresAt: now + GOOD_FOR[about.kind] };
  const link = { ...about, id: tokenHash(token), publicId: newId(), ...times };
  return { link, token, write: insert(oneTimeLinks, link) };
}

/** The token stands behind `#`: browsers do not send that part, so it is in no server's log. */
export function linkAddress(pagesUrl: string, token: string): string {
  return `${pagesUrl}/join#${token}`;
}

/** The link of a token while it is good. */
export async function linkOf(platform: PlatformStore, token: string, now: EpochMs): Promise<Stored<OneTimeLink> | undefined> {
  const known = await platform.get(oneTimeLinks, tokenHash(token));
  return known && known.value.expiresAt > now ? known : undefined;
}
