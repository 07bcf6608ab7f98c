import { describe, expect, it } from 'vitest';
import { crmTouches } from '#contracts/records/crm.ts';
import type { TenantStore } from '#contracts/store.ts';
import { crmSync } from '#core/crm/consumer.ts';
import { givenTenant } from '#test/support/given.ts';
import { bookingOf, messageOf } from './events.ts';

const { signal } = new AbortController();
const DAY = 24 * 3_600_000;

async function touchesOf(tenant: TenantStore) {
  return (await tenant.find(crmTouches, { by: 'byExpiry', equals: [], limit: 100 })).items.map(({ value }) => value);
}

describe('crm-sync', () => {
  it('records what a CRM would be told of a contact, and that there is none', async () => {
    const { tenant, store, clock } = await givenTenant();
    const bookings = ['confirmed', 'moved', 'cancelled'].map((step) => bookingOf(step, step));
    await crmSync(store, clock).handle([messageOf('received', 'm1'), messageOf('wanted', 'm2'), ...bookings], signal);
    const touches = await touchesOf(tenant);
    expect(new Set(touches.map(({ contactId, state }) => `${contactId} ${state}`))).toEqual(new Set(['contact-1 no_crm']));
    expect(touches.map(({ kind }) => kind).toSorted()).toEqual([
      'booking.cancelled',
      'booking.confirmed',
      'booking.moved',
      'message.received',
      'message.wanted',
    ]);
  });

  it('does not read delivery updates and holds', async () => {
    const { store, clock } = await givenTenant();
    const { kinds } = crmSync(store, clock);
    expect(kinds).not.toContain('message.read');
    expect(kinds).not.toContain('booking.held');
  });

  it('has an event once, however often it comes and with whatever neighbours, and for thirty days', async () => {
    const { tenant, store, clock } = await givenTenant();
    const { handle } = crmSync(store, clock);
    await Promise.all([1, 2, 3].map(() => handle([bookingOf('confirmed', 'e1')], signal)));
    await handle([bookingOf('confirmed', 'e1'), bookingOf('moved', 'e2')], signal);
    expect((await touchesOf(tenant)).map(({ id, expiresAt }) => [id, expiresAt])).toEqual([
      ['e1', clock.now() + 30 * DAY],
      ['e2', clock.now() + 30 * DAY],
    ]);
  });
});
