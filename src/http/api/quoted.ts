import { type Message, providerMessages } from '#contracts/records/messaging.ts';
import type { TenantStore } from '#contracts/store.ts';
import { providerKey } from '#core/messaging/keys.ts';

/** Our id of the message that this one quotes. */
export async function quoted(
  tenant: TenantStore,
  { senderId, replyTo }: Pick<Message, 'senderId' | 'replyTo'>,
): Promise<string | undefined> {
  if (replyTo === undefined) return undefined;
  return (await tenant.get(providerMessages, providerKey(senderId, replyTo)))?.value.messageId;
}
