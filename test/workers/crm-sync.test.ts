import { describe, expect, it } from 'vitest';
import { crmTouches } from '#contracts/records/crm.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { type TenantStore, insert } from '#contracts/store.ts';
import { crmSync } from '#workers/crm-sync.ts';
import { givenTenant, said, status } from '#test/support/given.ts';
import { bookingOf, inboundOf, wantedOf } from './events.ts';

const { signal } = new AbortController();
const DAY = 24 * 3_600_000;

async function touchesOf(tenant: TenantStore) {
  return (await tenant.find(crmTouches, { by: 'byExpiry', equals: [], limit: 100 })).items.map(({ value }) => value);
}

/** What the inbox has made. */
async function known(tenant: TenantStore): Promise<void> {
  await tenant.commit([
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
    await handle([wantedOf('m1', 'conversation-1')], signal);
    for (const step of ['confirmed', 'moved', 'cancelled']) await handle([bookingOf(step, step)], signal);
    const touches = await touchesOf(tenant);
    expect(new Set(touches.map(({ who, whoId, state }) => `${who} ${whoId} ${state}`))).toEqual(
      new Set(['contact contact-1 no_crm']),
    );
    expect(touches.map(({ kind }) => kind).toSorted()).toEqual([
      'booking.cancelled',
      'booking.confirmed',
      'booking.moved',
      'message.wanted',
    ]);
  });

  it('does not wait for the inbox: who writes is named by a hash, always the same', async () => {
    const { tenant, store, clock } = await givenTenant();
    const { handle } = crmSync(store, clock);
    for (const [id, key] of [
      ['e1', 'sender-1:+34600000001'],
      ['e2', 'sender-1:+34600000001'],
      ['e3', 'sender-1:ES.2'],
    ] as const)
      await handle([inboundOf(said('my secret wish'), id, { key })], signal);
    const touches = await touchesOf(tenant);
    expect(touches[0]).toMatchObject({ who: 'identity', whoId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(touches[1]?.whoId).toBe(touches[0]?.whoId);
    expect(touches[2]?.whoId).not.toBe(touches[0]?.whoId);
    expect(JSON.stringify(touches)).not.toMatch(/secret|34600000001|ES\.|Ana/);
  });

  it('leaves out receipts, holds and what concerns nobody', async () => {
    const { tenant, store, clock } = await givenTenant();
    const { handle } = crmSync(store, clock);
    await handle([inboundOf(status('w1', 'read'), 'e1')], signal);
    for (const step of ['held', 'expired']) await handle([bookingOf(step, step)], signal);
    await handle([wantedOf('m1', 'nobody knows it')], signal);
    expect(await touchesOf(tenant)).toEqual([]);
  });

  it('has an event once, however often it comes, and for thirty days', async () => {
    const { tenant, store, clock } = await givenTenant();
    const { handle } = crmSync(store, clock);
    await Promise.all([1, 2, 3].map(() => handle([bookingOf('confirmed', 'e1')], signal)));
    await handle([bookingOf('confirmed', 'e1')], signal);
    expect((await touchesOf(tenant)).map(({ id, expiresAt }) => [id, expiresAt])).toEqual([['e1', clock.now() + 30 * DAY]]);
  });
});
