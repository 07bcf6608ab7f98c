import type { Identities } from '#contracts/inbound.ts';

/** A customer's key at a business number. The user id comes first, because it stays when the phone number is hidden. */
export function customerKey(senderId: string, who: Identities): string {
  return `${senderId}:${who.userId ?? who.phone ?? who.providerId ?? 'nobody'}`;
}

/** Provider message ids are only unique within their business number. */
export function providerKey(senderId: string, providerMessageId: string): string {
  return `${senderId}:${providerMessageId}`;
}
