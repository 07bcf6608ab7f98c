import type { StatusReceived } from '#contracts/inbound.ts';
import {
  type Message,
  type OutboundMessage,
  earlyReceipts,
  messages,
  providerMessages,
  unsettledSends,
} from '#contracts/records/messaging.ts';
import type { Sender } from '#contracts/records/platform.ts';
import { type Stored, type TenantStore, type Write, againWhenStale, insert, put, remove, replace } from '#contracts/store.ts';
import { raced } from '#core/raced.ts';
import { providerKey } from './keys.ts';
import { noReceipts, withStatus } from './receipts.ts';

/**
 * Joins a status to its message. A status that carries our id also settles a send whose answer never came; one that names
 * a message nobody knows yet waits until the answer to its send arrives. Resolves with the conversation it changed.
 */
export function recordStatus(store: TenantStore, sender: Sender, event: StatusReceived): Promise<string | undefined> {
  return againWhenStale<{ readonly conversationId: string | undefined }>(async () => {
    const key = providerKey(sender.id, event.providerMessageId);
    const known = await store.get(providerMessages, key);
    const found = await ours(store, known?.value.messageId ?? event.ref);
    if (!found) return raced(await keepForLater(store, key, event), { conversationId: undefined });

    const message = found.value;
    const receipts = withStatus(message.receipts, event);
    const settles = message.providerMessageId === '' && !known;
    const writes: Write[] = [
      replace(messages, found, settles ? { ...accepted(message, event.providerMessageId), receipts } : { ...message, receipts }),
    ];
    if (settles) {
      writes.push(insert(providerMessages, { id: key, messageId: message.id, conversationId: message.conversationId }));
      const waiting = await store.get(unsettledSends, message.id);
      if (waiting) writes.push(remove(unsettledSends, waiting));
    }
    return raced(await store.commit(writes), { conversationId: message.conversationId });
  }).then((outcome) => outcome.conversationId);
}

/** The message with its provider's id learnt, however that came about. */
export function accepted(message: OutboundMessage, providerMessageId: string): OutboundMessage {
  const attempts = message.attempts.map((attempt, n) =>
    n === message.attempts.length - 1 ? { ...attempt, outcome: 'accepted' as const } : attempt,
  );
  return { ...message, state: 'accepted', providerMessageId, attempts };
}

async function ours(store: TenantStore, id: string | undefined): Promise<Stored<OutboundMessage> | undefined> {
  const found: Stored<Message> | undefined = id === undefined ? undefined : await store.get(messages, id);
  return found && isOutbound(found) ? found : undefined;
}

function isOutbound(stored: Stored<Message>): stored is Stored<OutboundMessage> {
  return stored.value.direction === 'out';
}

async function keepForLater(store: TenantStore, key: string, event: StatusReceived) {
  const before = await store.get(earlyReceipts, key);
  const facts = withStatus(before?.value.facts ?? noReceipts, event);
  return store.commit([put(earlyReceipts, before, { id: key, facts })]);
}
