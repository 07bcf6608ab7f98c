import { type Membership, type User, memberships, users } from '#contracts/records/access.ts';
import type { PlatformStore, Stored } from '#contracts/store.ts';
import { all } from '../walking/everything.ts';

/** Addresses differ by letters only, never by their case. */
export function plainEmail(email: string): string {
  return email.trim().toLowerCase();
}

export async function userBy(platform: PlatformStore, email: string): Promise<Stored<User> | undefined> {
  return (await platform.find(users, { by: 'byEmail', equals: [plainEmail(email)], limit: 1 })).items[0];
}

export function membershipId(tenantId: string, userId: string): string {
  return `${tenantId}/${userId}`;
}

/** The tenants that a person works for, the longest first. */
export function membershipsOf(platform: PlatformStore, userId: string): Promise<readonly Stored<Membership>[]> {
  return all(platform, memberships, { by: 'byUser', equals: [userId] });
}

const LEAST = 12;
const MOST = 200;

/** Why a password cannot be used, or `undefined`. Length is what counts (NIST SP 800-63B); a few that everybody would try are refused. */
export function wrongPassword(password: string, { email }: Pick<User, 'email'>): string | undefined {
  const length = [...password].length;
  if (length < LEAST) return `must have at least ${LEAST} characters. A few words that only you would put together are best.`;
  if (length > MOST) return `must have at most ${MOST} characters.`;
  const plain = password.toLowerCase();
  const ofEmail = [email, email.split('@')[0] ?? ''].some((part) => part.length > 3 && plain.includes(part));
  if (ofEmail) return 'must not contain your e-mail address.';
  if (new Set(plain).size < 5 || /^(password|qwerty|1234567)/.test(plain)) return 'is one of the first that anybody would try.';
  return undefined;
}
