import type { Identities } from '#contracts/inbound.ts';
import { fields, idOf, items, words } from './json.ts';

/** Names have up to 25 characters. Each message of a webhook gets a copy. */
const LONGEST_NAME = 512;
const DIGITS = /^\+?([1-9]\d{4,14})$/;

/** One entry of `contacts[]` in a webhook. */
interface Acquaintance {
  readonly waId?: string;
  readonly userId?: string;
  readonly username?: string;
  readonly profileName?: string;
}

export interface Person {
  readonly identities: Identities;
  readonly profileName?: string;
}

/** Finds the customer with a `wa_id` or user id. `undefined` if nothing identifies one. */
export type WhoIsWho = (waId: unknown, userId: unknown) => Person | undefined;

/**
 * Messages and contacts are separate lists, matched by `wa_id` or user id. A single contact also belongs to a message without a
 * sender, but never to a message with a different one.
 */
export function whoIsWho(contacts: unknown): WhoIsWho {
  const all = items(contacts).map(acquaintance);
  const byWaId = new Map(all.map((contact) => [contact.waId, contact]));
  const byUserId = new Map(all.map((contact) => [contact.userId, contact]));

  return (from, fromUserId) => {
    const waId = idOf(from);
    const userId = idOf(fromUserId);
    const lone = all.length === 1 && isMissing(from) && isMissing(fromUserId) ? all[0] : undefined;
    const contact = (userId && byUserId.get(userId)) ?? (waId && byWaId.get(waId)) ?? lone;
    const found = identities(waId ?? (contact || undefined)?.waId, userId ?? (contact || undefined)?.userId);
    if (!found) return undefined;
    const { username, profileName } = contact || {};
    return { identities: { ...found, ...(username && { username }) }, ...(profileName && { profileName }) };
  };
}

function isMissing(id: unknown): boolean {
  return id === undefined || id === null || id === '';
}

/** A `wa_id` of digits is a phone number without its `+`; any other is the provider's own id. The phone may be missing. */
export function identities(waId: unknown, userId: unknown): Identities | undefined {
  const wa = idOf(waId);
  const user = idOf(userId);
  if (wa === undefined && user === undefined) return undefined;
  const digits = DIGITS.exec(wa ?? '')?.[1];
  return {
    ...(digits !== undefined && { phone: `+${digits}` }),
    ...(user !== undefined && { userId: user }),
    ...(digits === undefined && wa !== undefined && { providerId: wa }),
  };
}

function acquaintance(contact: unknown): Acquaintance {
  const { wa_id, user_id, profile } = fields(contact);
  const { name, username } = fields(profile);
  return {
    waId: idOf(wa_id),
    userId: idOf(user_id),
    username: idOf(username)?.replace(/^@/, '') || undefined,
    profileName: words(name)?.slice(0, LONGEST_NAME).toWellFormed(),
  };
}
