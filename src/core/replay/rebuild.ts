import { type OutboundMessage, conversations, messages, providerMessages } from '#contracts/records/messaging.ts';
import { contactKeys, erasures } from '#contracts/records/people.ts';
import { BATCH_LIMIT, type TenantStore, insert, replace } from '#contracts/store.ts';
import { providerKey } from '#core/messaging/keys.ts';
import { answered } from '#core/messaging/last-said.ts';
import { noReceipts } from '#core/messaging/receipts.ts';
import { recordEcho } from '#core/messaging/record-echo.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { recordStatus } from '#core/messaging/record-status.ts';
import { everything } from '#core/walking/everything.ts';
import type { History } from './history.ts';
import type { Plan } from './plan.ts';

/** Strands that run in parallel; their commits share an fsync. */
const AT_ONCE = 256;

/**
 * Runs a plan on a tenant's empty collections, with the same functions that made the original: first the customers' messages,
 * then the outbound messages, then the delivery updates. Calls `told` after each step.
 */
export async function rebuild(
  store: TenantStore,
  plan: Plan,
  { contactKey, erased }: Pick<History, 'contactKey' | 'erased'>,
  told: () => void = () => {},
): Promise<void> {
  if (contactKey !== undefined) await store.commit([insert(contactKeys, { id: 'key', key: contactKey })]);
  for (const erasure of erased) await store.commit([insert(erasures, erasure)]);
  const newId = () => 'a tenant whose contacts older versions named';
  const [record, echo] = [recordMessage(newId), recordEcho(newId)];
  await inParallel(plan.messages, async (strand) => {
    for (const { sender, arrived, event } of strand) {
      if (event.kind === 'echo') await echo(store, sender, arrived, event);
      else await record(store, sender, arrived, event);
      told();
    }
  });
  await inParallel(plan.ours, async (said) => {
    await sayAgain(store, said);
    for (const _ of said) told();
  });
  await inParallel(plan.statuses, async (strand) => {
    for (const { sender, arrived, event } of strand) {
      await recordStatus(store, sender, event, arrived.receivedAt);
      told();
    }
  });
}

/** Adds the outbound messages to their conversation, without delivery updates. If the log does not open it, they count as missing. */
async function sayAgain(store: TenantStore, said: readonly OutboundMessage[]): Promise<void> {
  const id = said[0]?.conversationId ?? '';
  const was = await store.get(conversations, id);
  if (!was) return;
  const lines = said.flatMap((message) => [
    insert(messages, { ...message, receipts: noReceipts }),
    ...(message.providerMessageId === ''
      ? []
      : [
          insert(providerMessages, {
            id: providerKey(was.value.senderId, message.providerMessageId),
            messageId: message.id,
            conversationId: id,
          }),
        ]),
  ]);
  const now = said.reduce(answered, was.value);
  lines.push(replace(conversations, was, { ...now, unread: await saidAfter(store, id, now.marks?.answered ?? '') }));
  for (let n = 0; n < lines.length; n += BATCH_LIMIT.writes / 2) {
    const outcome = await store.commit(lines.slice(n, n + BATCH_LIMIT.writes / 2));
    if (outcome.kind !== 'committed') throw new Error(`an outbound message occurs twice in the history: ${outcome.id}`);
  }
}

/** Counts the customer's messages after the last answer. All of them are already recorded at this point. */
async function saidAfter(store: TenantStore, conversationId: string, order: string): Promise<number> {
  let unread = 0;
  for await (const { value } of everything(store, messages, { by: 'byConversation', equals: [conversationId] }))
    if (value.direction === 'in' && value.order > order) unread += 1;
  return unread;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = left.next(); !next.done; next = left.next()) await work(next.value);
    }),
  );
}
