import { type InboundMessage, type OutboundMessage, conversations, messages } from '#contracts/records/messaging.ts';
import { tenants } from '#contracts/records/platform.ts';
import { accounts, senderCurrents } from '#contracts/records/tenancy.ts';
import { insert } from '#contracts/store.ts';
import { noReceipts } from '#core/messaging/receipts.ts';
import { givenApi } from './given-api.ts';

/** Who calls. */
export const ME = 'test-everybody';
export const ANA = '/api/tenants/tenant-1/conversations/ana';

/** A tenant with a number on a channel, and Ana and Ben, who have just written. A second tenant has neither. */
export async function givenAnswering() {
  const world = await givenApi({ windowHours: { test: 24 }, tenants: ['tenant-1', 'tenant-2'] });
  const { store, tenant, clock } = world;
  const account = { id: 'account-1', senderId: 'sender-1', connectionId: 'connection-1', channel: 'test', sealedConfig: '' };
  await tenant.commit([insert(accounts, account), insert(senderCurrents, { id: 'sender-1', accountId: 'account-1' })]);
  await store.platform.commit([insert(tenants, { id: 'tenant-2', name: 'Other', createdAt: 1 })]);
  await world.converses(...['ana', 'ben'].map((id) => ({ id, lastInboundAt: clock.now(), lastAt: clock.now() })));
  await tenant.commit(['ana', 'ben'].map((id) => insert(messages, heard(id, clock.now()))));
  return {
    ...world,
    send: (body: unknown, key?: string, path = `${ANA}/messages`) =>
      world.post(path, body, key === undefined ? {} : { 'idempotency-key': key }),
    /** What we have said to somebody, oldest first. */
    async ours(conversationId = 'ana'): Promise<readonly OutboundMessage[]> {
      const page = await tenant.find(messages, { by: 'byConversation', equals: [conversationId], limit: 100 });
      return page.items.flatMap(({ value }) => (value.direction === 'out' ? [value] : []));
    },
    thread: async (id = 'ana') => (await tenant.get(conversations, id))?.value,
  };
}

function heard(conversationId: string, at: number): InboundMessage {
  return {
    id: `${conversationId}-1`,
    conversationId,
    contactId: 'contact-1',
    senderId: 'sender-1',
    at,
    order: '0',
    direction: 'in',
    connectionId: 'connection-1',
    providerMessageId: `wamid.${conversationId}`,
    content: { kind: 'text', body: 'hi' },
  };
}

/** A message of ours in a state. */
export function ours(id: string, over: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    id,
    conversationId: 'ana',
    contactId: 'contact-1',
    senderId: 'sender-1',
    at: 1,
    order: '1',
    direction: 'out',
    author: 'bot',
    content: { kind: 'text', body: 'hello' },
    page: 0,
    numbered: [],
    state: 'wanted',
    bookingId: '',
    purpose: 'reply',
    notBefore: 0,
    expiresAt: 0,
    attempts: [],
    providerMessageId: '',
    receipts: noReceipts,
    ...over,
  };
}
