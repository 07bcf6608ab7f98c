import { describe, expect, it } from 'vitest';
import { crmTouches } from '#contracts/records/crm.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { contacts, identityRecords } from '#contracts/records/people.ts';
import type { TenantStore } from '#contracts/store.ts';
import { insert } from '#contracts/store.ts';
import { crmSync } from '#workers/crm-sync.ts';
import { givenTenant, said, status } from '#test/support/given.ts';
import { bookingOf, inboundOf, wantedOf } from './events.ts';

const { signal } = new AbortController();
const DAY = 24 * 3_600_000;

async function touchesOf(tenant: TenantStore) {
  return (await tenant.find(crmTouches, { by: 'byExpiry', equals: [], limit: 100 })).items.map(({ value }) => value);
}

/** A contact that the inbox has made, with a user id and a conversation. */
async function known(tenant: TenantStore): Promise<void> {
  const identity = { scope: 'portfolio-1', contactId: 'contact-1', provenance: 'message', since: 1, until: 0 } as const;
  await tenant.commit([
    insert(contacts, { id: 'contact-1', name: 'Ana', createdAt: 1 }),
    insert(identityRecords, { ...identity, id: 'i1', kind: 'user_id', value: 'ES.1' }),
    insert(identityRecords, { ...identity, id: 'i2', kind: 'phone', scope: '', value: '+34600000002' }),
    insert(conversations, {
      id: 'conversation-1',
      contactId: 'contact-1',
      senderId: 'sender-1',
      key: 'k',
      to: { userId: 'ES.1' },
      state: 'open',
      lastInboundAt: 1,
      lastAt: 1,
      preview: '',
      unread: 0,
    }),
  ]);
}

describe('crm-sync', () => {
  it('records what a CRM would be told of a contact, and that there is none', async () => {
    const { tenant, store, clock } = await givenTenant();
    await known(tenant);
    const { handle } = crmSync(store, clock);
    await handle(inboundOf(said('hi'), 'e1'), signal);
    await handle(inboundOf(said('hi', { from: { phone: '+34600000002' } }), 'e2'), signal);
    await handle(wantedOf('m1', 'conversation-1'), signal);
    for (const step of ['confirmed', 'moved', 'cancelled']) await handle(bookingOf(step, step), signal);
    const touches = await touchesOf(tenant);
    expect(new Set(touches.map(({ who, whoId, state }) => `${who} ${whoId} ${state}`))).toEqual(
      new Set(['contact contact-1 no_crm']),
    );
    expect(touches.map(({ kind }) => kind).toSorted()).toEqual([
      'booking.cancelled',
      'booking.confirmed',
      'booking.moved',
      'inbound.message',
      'inbound.message',
      'message.wanted',
    ]);
  });

  it('does not wait for the inbox: who is new is named by a hash of the identity', async () => {
    const { tenant, store, clock } = await givenTenant();
    await crmSync(store, clock).handle(inboundOf(said('hi'), 'e1'), signal);
    const [touch] = await touchesOf(tenant);
    expect(touch).toMatchObject({ who: 'identity', whoId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(JSON.stringify(touch)).not.toMatch(/34600000001|ES\.1|Ana|hi/);
  });

  it('leaves out receipts, holds and what concerns nobody', async () => {
    const { tenant, store, clock } = await givenTenant();
    const { handle } = crmSync(store, clock);
    await handle(inboundOf(status('w1', 'read'), 'e1'), signal);
    for (const step of ['held', 'expired']) await handle(bookingOf(step, step), signal);
    await handle(wantedOf('m1', 'nobody knows it'), signal);
    expect(await touchesOf(tenant)).toEqual([]);
  });

  it('has an event once, however often it comes, and for thirty days', async () => {
    const { tenant, store, clock } = await givenTenant();
    const { handle } = crmSync(store, clock);
    await Promise.all([1, 2, 3].map(() => handle(bookingOf('confirmed', 'e1'), signal)));
    await handle(bookingOf('confirmed', 'e1'), signal);
    expect((await touchesOf(tenant)).map(({ id, expiresAt }) => [id, expiresAt])).toEqual([['e1', clock.now() + 30 * DAY]]);
  });
});
