import type { EpochMs } from '#contracts/clock.ts';
import type { StatusReceived } from '#contracts/inbound.ts';
import { type OutboundMessage, conversations, earlyReceipts, messages, providerMessages } from '#contracts/records/messaging.ts';
import type { Sender } from '#contracts/records/platform.ts';
import { type Stored, type TenantStore, againWhenStale, insert, put, remove, replace } from '#contracts/store.ts';
import { raced } from '#core/batches/raced.ts';
import { customerKeys, providerKey } from './keys.ts';
import { joined, noReceipts, withStatus } from './receipts.ts';
import { accepted, joinEarly, noLongerUnsettled, ourMessage } from './send-outcomes.ts';
import { told, toldReceipts } from './told.ts';

/** Far longer than the answer to any send takes. */
const EARLY_ONES_ARE_KEPT_FOR = 7 * 24 * 3_600_000;

export interface StatusRecorded {
  /** The conversation it changed. */
  readonly conversationId?: string;
  /** To be called once the batch is committed: the answer to the send may have come meanwhile, and found nothing to take up yet. */
  readonly after?: (store: TenantStore) => Promise<void>;
}

/**
 * Merges a delivery update into its message. An update that carries our id also settles an unanswered send. One for an unknown
 * message is kept until the send is answered. Resolves with the conversation that changed.
 */
export function recordStatus(
  store: TenantStore,
  sender: Sender,
  event: StatusReceived,
  receivedAt: EpochMs,
): Promise<StatusRecorded> {
  const key = providerKey(sender.id, event.providerMessageId);
  return againWhenStale<StatusRecorded & { readonly kind?: never }>(async () => {
    const known = await store.get(providerMessages, key);
    const found = known ? await ourMessage(store, known.value.messageId) : await sentWithRef(store, sender, event.ref);
    if (!found) return keepForLater();

    const message = found.value;
    const receipts = withStatus(message.receipts, event);
    if (!known && message.providerMessageId === '') {
      // Earlier updates without our id are kept under the provider's id.
      const early = await store.get(earlyReceipts, key);
      const all = early ? joined(receipts, early.value.facts) : receipts;
      const settled = { ...accepted(message, event.providerMessageId), receipts: all };
      const outcome = await store.commit(
        [
          replace(messages, found, settled),
          insert(providerMessages, { id: key, messageId: message.id, conversationId: message.conversationId }),
          ...(early ? [remove(earlyReceipts, early)] : []),
          ...(await noLongerUnsettled(store, message.id)),
        ],
        [told('accepted', settled, receivedAt), ...toldReceipts(message.receipts, settled)],
      );
      return raced(outcome, { conversationId: message.conversationId });
    }
    if (receipts === message.receipts) return {};
    const joinedOne = { ...message, receipts };
    const outcome = await store.commit([replace(messages, found, joinedOne)], toldReceipts(message.receipts, joinedOne));
    return raced(outcome, { conversationId: message.conversationId });
  });

  async function keepForLater() {
    const before = await store.get(earlyReceipts, key);
    const facts = withStatus(before?.value.facts ?? noReceipts, event);
    const expiresAt = Math.max(before?.value.expiresAt ?? 0, receivedAt + EARLY_ONES_ARE_KEPT_FOR);
    const customers = [...new Set([...(before?.value.customers ?? []), ...customerKeys(event.recipient ?? {})])];
    const kept = await store.commit([put(earlyReceipts, before, { id: key, facts, customers, expiresAt })]);
    return raced(kept, {
      after: async (committed: TenantStore) => {
        const missed = await committed.get(providerMessages, key);
        if (missed) await joinEarly(committed, missed.value.messageId, key);
      },
    });
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
