import type { Identities } from '#contracts/inbound.ts';
import { timelessIdOf } from '#core/ids/id-of.ts';

/** A customer's key at a business number. The user id comes first, because it stays when the phone number is hidden. */
export function customerKey(senderId: string, who: Identities): string {
  return `${senderId}:${who.userId ?? who.phone ?? who.providerId ?? 'nobody'}`;
}

/** Provider message ids are only unique within their business number. */
export function providerKey(senderId: string, providerMessageId: string): string {
  return `${senderId}:${providerMessageId}`;
}

/**
 * Keys of a customer in the raw log, one for each identity. A user id is only unique within its scope, so another business's customer may
 * have the same key: whoever erases compares the part's business number.
 */
export function customerKeys({ phone, userId, providerId }: Partial<Identities>): readonly string[] {
  return Object.entries({ phone, userId, providerId }).flatMap(([kind, value]) =>
    value === undefined || value === '' ? [] : [timelessIdOf('customer', kind, value)],
  );
}
