import { expect, it } from 'vitest';
import { conversations, earlyReceipts, messages, providerMessages } from '#contracts/records/messaging.ts';
import type { TenantStore } from '#contracts/store.ts';
import { accept } from '#core/messaging/send-outcomes.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { recordStatus } from '#core/messaging/record-status.ts';
import { wantMessages } from '#core/messaging/want-message.ts';
import { arrived, givenTenant, said, status } from '#test/support/given.ts';

/** A message of ours that is out, and a status of it that does not say whose it is. */
async function given() {
  const world = await givenTenant();
  const { tenant, clock, newId, sender } = world;
  const { conversationId } = await recordMessage(newId)(tenant, sender, arrived(said('Hi')), said('Hi'));
  const conversation = await tenant.get(conversations, conversationId);
  if (!conversation) throw new Error('no conversation');
  const wanted = wantMessages(conversation, [{ id: 'm1', content: { kind: 'text', body: 'Hello' }, author: 'bot' }], clock.now());
  await tenant.commit(wanted.writes, wanted.events);
  return {
    answer: (store: TenantStore = tenant) =>
      accept(store, 'm1', { senderId: sender.id, providerMessageId: 'out-1' }, clock.now()),
    told: async (store: TenantStore = tenant) => {
      const { after } = await recordStatus(store, sender, status('out-1', 'delivered'), 1_000);
      await after?.(tenant);
    },
    tenant,
    deliveredAt: async () => {
      const found = await tenant.get(messages, 'm1');
      return found?.value.direction === 'out' ? found.value.receipts.deliveredAt : undefined;
    },
    kept: async () => (await tenant.find(earlyReceipts, { by: 'byId', equals: [], limit: 10 })).items.length,
  };
}

/** Something else happens just before the commit that writes to this collection. */
function justBefore(tenant: TenantStore, collection: string, happens: () => Promise<unknown>): TenantStore {
  let once = true;
  return {
    ...tenant,
    async commit(writes, events) {
      const now = once && writes.some((write) => write.collection.name === collection);
      if (now) once = false;
      if (now) await happens();
      return tenant.commit(writes, events);
    },
  };
}

it('a receipt that is kept for later while the answer to the send is written is joined', async () => {
  const { answer, told, tenant, deliveredAt, kept } = await given();
  await answer(justBefore(tenant, providerMessages.name, told));
  expect([await deliveredAt(), await kept()]).toEqual([1_000, 0]);
});

it('a receipt is joined when the answer to the send is written while it is kept for later', async () => {
  const { answer, told, tenant, deliveredAt, kept } = await given();
  await told(justBefore(tenant, earlyReceipts.name, answer));
  expect([await deliveredAt(), await kept()]).toEqual([1_000, 0]);
});
