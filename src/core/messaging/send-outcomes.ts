import type { Handled } from '#contracts/bus.ts';
import type { EpochMs } from '#contracts/clock.ts';
import type { NewEvent } from '#contracts/event.ts';
import {
  type Message,
  type OutboundMessage,
  earlyReceipts,
  messages,
  providerMessages,
  unsettledSends,
} from '#contracts/records/messaging.ts';
import { type Stored, type TenantStore, type Write, againWhenStale, insert, remove, replace } from '#contracts/store.ts';
import { raced } from '#core/batches/raced.ts';
import { attempted } from './attempts.ts';
import { providerKey } from './keys.ts';
import { joined } from './receipts.ts';
import { told, toldReceipts } from './told.ts';

/** What a step came to: nothing more to do (`undefined`), another step, or a wait in the due-queue. */
export type Stepped = Handled | 'waits';

/** An outbound message by id; `undefined` for a customer's message. */
export async function ourMessage(store: TenantStore, id: string): Promise<Stored<OutboundMessage> | undefined> {
  const found = await store.get(messages, id);
  return found && isOurs(found) ? found : undefined;
}

function isOurs(stored: Stored<Message>): stored is Stored<OutboundMessage> {
  return stored.value.direction === 'out';
}

/**
 * Writes the result of a step and returns when to take the next one. If the batch is stale, a delivery update or another process
 * was faster, and the message is read again.
 */
export async function write(
  store: TenantStore,
  lines: readonly Write[],
  { againAfterMs, events = [] }: { readonly againAfterMs?: number; readonly events?: readonly NewEvent[] } = {},
): Promise<Handled> {
  const outcome = await store.commit(lines, events);
  if (outcome.kind !== 'committed') return { againAfterMs: 0 };
  return againAfterMs === undefined ? undefined : { againAfterMs };
}

/**
 * Records that the provider accepted the message, in whatever state the message is by now. Another process may have taken over and
 * marked it unanswered; only this answer corrects that.
 */
export async function accept(
  store: TenantStore,
  messageId: string,
  { senderId, providerMessageId }: { readonly senderId: string; readonly providerMessageId: string },
  at: EpochMs,
): Promise<void> {
  const key = providerKey(senderId, providerMessageId);
  await againWhenStale(async () => {
    const was = await ourMessage(store, messageId);
    if (!was || was.value.providerMessageId !== '') return { kind: 'known' } as const;
    const message = accepted(was.value, providerMessageId);
    const committed = await store.commit(
      [
        replace(messages, was, message),
        insert(providerMessages, { id: key, messageId, conversationId: message.conversationId }),
        ...(await noLongerUnsettled(store, messageId)),
      ],
      [told('accepted', message, at)],
    );
    return raced(committed, { kind: 'accepted' } as const);
  });
  await joinEarly(store, messageId, key);
}

/**
 * Merges delivery updates that came before the message was known by its provider id. Call it after that id is stored: the code
 * that keeps an early update checks for the id again after writing, so one of the two always sees the other.
 */
export async function joinEarly(store: TenantStore, messageId: string, key: string): Promise<void> {
  await againWhenStale(async () => {
    const early = await store.get(earlyReceipts, key);
    const was = early && (await ourMessage(store, messageId));
    if (!was) return { kind: 'none' } as const;
    const receipts = joined(was.value.receipts, early.value.facts);
    const message = { ...was.value, receipts };
    const lines = [replace(messages, was, message), remove(earlyReceipts, early)];
    return raced(await store.commit(lines, toldReceipts(was.value.receipts, message)), { kind: 'joined' } as const);
  });
}

/** The message as accepted, with its provider id. */
export function accepted(message: OutboundMessage, providerMessageId: string): OutboundMessage {
  return { ...attempted(message, 'accepted'), providerMessageId };
}

export async function noLongerUnsettled(store: TenantStore, messageId: string): Promise<readonly Write[]> {
  const waiting = await store.get(unsettledSends, messageId);
  return waiting ? [remove(unsettledSends, waiting)] : [];
}
