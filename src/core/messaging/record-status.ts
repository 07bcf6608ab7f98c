import type { EpochMs } from '#contracts/clock.ts';
import type { StatusReceived } from '#contracts/inbound.ts';
import { type OutboundMessage, conversations, earlyReceipts, messages, providerMessages } from '#contracts/records/messaging.ts';
import type { Sender } from '#contracts/records/platform.ts';
import { type Stored, type TenantStore, againWhenStale, insert, put, remove, replace } from '#contracts/store.ts';
import { raced } from '#core/raced.ts';
import { providerKey } from './keys.ts';
import { joined, noReceipts, withStatus } from './receipts.ts';
import { accepted, joinEarly, noLongerUnsettled, ourMessage } from './send-outcomes.ts';

/** Far longer than the answer to any send takes. */
const EARLY_ONES_ARE_KEPT_FOR = 7 * 24 * 3_600_000;

/**
 * Merges a delivery update into its message. An update that carries our id also settles an unanswered send. One for an unknown
 * message is kept until the send is answered. Resolves with the conversation that changed.
 */
export async function recordStatus(
  store: TenantStore,
  sender: Sender,
  event: StatusReceived,
  receivedAt: EpochMs,
): Promise<string | undefined> {
  const key = providerKey(sender.id, event.providerMessageId);
  const { changed } = await againWhenStale(async () => {
    const known = await store.get(providerMessages, key);
    const found = known ? await ourMessage(store, known.value.messageId) : await sentWithRef(store, sender, event.ref);
    if (!found) return keepForLater();

    const message = found.value;
    const receipts = withStatus(message.receipts, event);
    if (!known && message.providerMessageId === '') {
      // Earlier updates without our id are kept under the provider's id.
      const early = await store.get(earlyReceipts, key);
      const all = early ? joined(receipts, early.value.facts) : receipts;
      const settled = await store.commit([
        replace(messages, found, { ...accepted(message, event.providerMessageId), receipts: all }),
        insert(providerMessages, { id: key, messageId: message.id, conversationId: message.conversationId }),
        ...(early ? [remove(earlyReceipts, early)] : []),
        ...(await noLongerUnsettled(store, message.id)),
      ]);
      return raced(settled, { changed: message.conversationId });
    }
    if (receipts === message.receipts) return { changed: undefined };
    return raced(await store.commit([replace(messages, found, { ...message, receipts })]), { changed: message.conversationId });
  });
  return changed;

  async function keepForLater() {
    const before = await store.get(earlyReceipts, key);
    const facts = withStatus(before?.value.facts ?? noReceipts, event);
    const expiresAt = Math.max(before?.value.expiresAt ?? 0, receivedAt + EARLY_ONES_ARE_KEPT_FOR);
    const kept = await store.commit([put(earlyReceipts, before, { id: key, facts, expiresAt })]);
    // The answer to the send may have arrived meanwhile and found no early update yet.
    const missed = await store.get(providerMessages, key);
    if (missed) await joinEarly(store, missed.value.messageId, key);
    return raced(kept, { changed: missed?.value.conversationId });
  }
}

/** Other software on the same number can put anything into `ref`. It counts only for a message that was sent from this number. */
async function sentWithRef(
  store: TenantStore,
  sender: Sender,
  ref: string | undefined,
): Promise<Stored<OutboundMessage> | undefined> {
  const found = ref === undefined ? undefined : await ourMessage(store, ref);
  if (!found || found.value.attempts.length === 0) return undefined;
  const conversation = await store.get(conversations, found.value.conversationId);
  return conversation?.value.senderId === sender.id ? found : undefined;
}
