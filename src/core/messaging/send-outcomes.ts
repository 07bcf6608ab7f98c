import type { Handled } from '#contracts/bus.ts';
import {
  type Message,
  type OutboundMessage,
  earlyReceipts,
  messages,
  providerMessages,
  unsettledSends,
} from '#contracts/records/messaging.ts';
import { type Stored, type TenantStore, type Write, againWhenStale, insert, remove, replace } from '#contracts/store.ts';
import { raced } from '#core/raced.ts';
import { attempted } from './attempts.ts';
import { providerKey } from './keys.ts';
import { joined } from './receipts.ts';

/** A message of ours; `undefined` for a customer's. */
export async function ourMessage(store: TenantStore, id: string): Promise<Stored<OutboundMessage> | undefined> {
  const found = await store.get(messages, id);
  return found && isOurs(found) ? found : undefined;
}

function isOurs(stored: Stored<Message>): stored is Stored<OutboundMessage> {
  return stored.value.direction === 'out';
}

/**
 * Writes what came of a look at a message, and after how long to look again. When it is not as it was read, a status or another process
 * was faster: the next look says how.
 */
export async function write(store: TenantStore, lines: readonly Write[], againAfterMs?: number): Promise<Handled> {
  const outcome = await store.commit(lines);
  if (outcome.kind !== 'committed') return { againAfterMs: 0 };
  return againAfterMs === undefined ? undefined : { againAfterMs };
}

/**
 * The provider has it. That is kept whatever else became of the message meanwhile: a process that took over may hold it for
 * unanswered, and then only this answer knows better.
 */
export async function accept(
  store: TenantStore,
  messageId: string,
  { senderId, providerMessageId }: { readonly senderId: string; readonly providerMessageId: string },
): Promise<void> {
  const key = providerKey(senderId, providerMessageId);
  await againWhenStale(async () => {
    const was = await ourMessage(store, messageId);
    if (!was || was.value.providerMessageId !== '') return { kind: 'known' } as const;
    const message = accepted(was.value, providerMessageId);
    const committed = await store.commit([
      replace(messages, was, message),
      insert(providerMessages, { id: key, messageId, conversationId: message.conversationId }),
      ...(await noLongerUnsettled(store, messageId)),
    ]);
    return raced(committed, { kind: 'accepted' } as const);
  });
  await joinEarly(store, messageId, key);
}

/**
 * Takes up the receipts that came before their message was known under the provider's id. Only once it is: whoever keeps one
 * for later looks again after writing it, so one of the two sees the other.
 */
export async function joinEarly(store: TenantStore, messageId: string, key: string): Promise<void> {
  await againWhenStale(async () => {
    const early = await store.get(earlyReceipts, key);
    const was = early && (await ourMessage(store, messageId));
    if (!was) return { kind: 'none' } as const;
    const receipts = joined(was.value.receipts, early.value.facts);
    const lines = [replace(messages, was, { ...was.value, receipts }), remove(earlyReceipts, early)];
    return raced(await store.commit(lines), { kind: 'joined' } as const);
  });
}

/** The message with its provider's id learnt, however that came about. */
export function accepted(message: OutboundMessage, providerMessageId: string): OutboundMessage {
  return { ...attempted(message, 'accepted'), providerMessageId };
}

export async function noLongerUnsettled(store: TenantStore, messageId: string): Promise<readonly Write[]> {
  const waiting = await store.get(unsettledSends, messageId);
  return waiting ? [remove(unsettledSends, waiting)] : [];
}
