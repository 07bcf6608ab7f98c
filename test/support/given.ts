import { openSqlite } from '#adapters/sqlite/index.ts';
import type { InboundArrived } from '#contracts/events/arrivals.ts';
import type { EchoReceived, MessageReceived, StatusReceived } from '#contracts/inbound.ts';
import { collections } from '#app/subjects.ts';
import { type Address, type Sender, addresses, senders, tenants } from '#contracts/records/platform.ts';
import { type Profile, profiles } from '#contracts/records/tenancy.ts';
import { insert } from '#contracts/store.ts';
import { type TestClock, testClock } from './clock.ts';
import { countedIds } from './ids.ts';
import { quietLog } from './quiet.ts';

export const senderOne: Sender = {
  id: 'sender-1',
  tenantId: 'tenant-1',
  displayNumber: '+34910000001',
  identityScope: 'portfolio-1',
};

/** How webhooks of `connection-1` name it. */
export const addressOne: Address = {
  id: 'address-1',
  connectionId: 'connection-1',
  providerSender: '100',
  senderId: senderOne.id,
  tenantId: 'tenant-1',
  channel: 'test',
  businessAccount: '',
};

const profileOne: Profile = { id: 'profile', name: 'Test Salon', zone: 'Europe/Madrid', locale: 'en', holidays: [] };

/** A fresh embedded store in memory with one tenant, its sender with an address, and its profile. */
export async function givenTenant(options: { readonly clock?: TestClock } = {}) {
  const clock = options.clock ?? testClock();
  const newId = countedIds();
  const engine = await openSqlite({ file: ':memory:', collections, clock, log: quietLog, newId });
  await engine.store.platform.commit([
    insert(tenants, { id: 'tenant-1', name: 'Test Salon', createdAt: clock.now() }),
    insert(senders, senderOne),
    insert(addresses, addressOne),
  ]);
  const store = engine.store.tenant('tenant-1');
  await store.commit([insert(profiles, profileOne)]);
  return { ...engine, tenant: store, clock, newId, sender: senderOne };
}

export function said(body: string, over: Partial<MessageReceived> = {}): MessageReceived {
  return {
    kind: 'message',
    providerMessageId: `wamid.${body}`,
    from: { phone: '+34600000001', userId: 'ES.1' },
    profileName: 'Ana',
    at: Temporal.Instant.from('2026-12-01T09:00:00Z').epochMilliseconds,
    content: { kind: 'text', body },
    ...over,
  };
}

export function status(of: string, what: StatusReceived['status'], over: Partial<StatusReceived> = {}): StatusReceived {
  return { kind: 'status', providerMessageId: of, status: what, at: 1_000, errors: [], ...over };
}

export function arrived(event: MessageReceived | StatusReceived | EchoReceived): InboundArrived {
  return {
    connectionId: 'connection-1',
    senderId: senderOne.id,
    channel: 'test',
    rawId: 'raw',
    order: `order-${event.providerMessageId}`,
    receivedAt: event.at,
    event,
  };
}
