import { MOST_AT_ONCE } from '#core/analytics/count.ts';
import { describe, expect, it, vi } from 'vitest';
import { dayCounts } from '#contracts/records/analytics.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { replace, type TenantStore } from '#contracts/store.ts';
import { analytics } from '#core/analytics/consumer.ts';
import { givenTenant } from '#test/support/given.ts';
import { bookingOf, messageOf, shaky, wantedOf } from './events.ts';

const { signal } = new AbortController();
const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

async function countsOf(tenant: TenantStore) {
  const page = await tenant.find(dayCounts, { by: 'byId', equals: [], limit: 10 });
  return Object.fromEntries(page.items.map(({ value }) => [value.id, value.counts]));
}

describe('analytics', () => {
  it('counts what came in, what was answered, what became of it, and bookings', async () => {
    const { tenant, store, clock } = await givenTenant();
    const { handle } = analytics(store, clock);
    const events = [
      messageOf('received', 'in-1'),
      messageOf('received', 'in-2'),
      wantedOf('m1'),
      ...(['accepted', 'delivered', 'read', 'refused', 'unsettled'] as const).map((what) => messageOf(what, 'm1')),
      messageOf('failed', 'm2'),
      ...['held', 'confirmed', 'moved', 'cancelled', 'expired'].map((step) => bookingOf(step, step)),
    ];
    await Promise.all(events.map((event) => handle([event], signal)));
    expect(await countsOf(tenant)).toEqual({
      '2026-12-01': {
        received: 2,
        answered: 1,
        sent: 1,
        delivered: 1,
        read: 1,
        failed: 1,
        held: 1,
        booked: 1,
        moved: 1,
        cancelled: 1,
        expired: 1,
      },
    });
  });

  it('counts by the days of the venue', async () => {
    const { tenant, store, clock } = await givenTenant();
    const { handle } = analytics(store, clock);
    // Madrid is an hour ahead of UTC.
    await handle([wantedOf('m1', { at: at('2026-12-01T22:59:59.999Z') })], signal);
    await handle([wantedOf('m2', { at: at('2026-12-01T23:00:00Z') })], signal);
    expect(await countsOf(tenant)).toEqual({ '2026-12-01': { answered: 1 }, '2026-12-02': { answered: 1 } });
  });

  it('does not count an event again on another day, though the venue has moved meanwhile', async () => {
    const { tenant, store, clock } = await givenTenant();
    const { handle } = analytics(store, clock);
    const event = wantedOf('m1', { at: at('2026-12-01T23:30:00Z') });
    await handle([event], signal);
    const profile = await tenant.get(profiles, 'profile');
    if (!profile) throw new Error('the tenant has a profile');
    await tenant.commit([replace(profiles, profile, { ...profile.value, zone: 'America/New_York' })]);
    await handle([event], signal);
    expect(await countsOf(tenant)).toEqual({ '2026-12-02': { answered: 1 } });
  });

  it('counts once while three instances count and every event comes twice', async () => {
    const { tenant, store, clock } = await givenTenant();
    const instances = [0, 1, 2].map(() => analytics(store, clock));
    const events = Array.from({ length: 300 }, (_, n) => wantedOf(`m${n}`, { at: at('2026-12-01T22:00:00Z') + n * 30_000 }));
    await Promise.all(events.flatMap((event, n) => [n, n + 1].map(async (who) => instances[who % 3]?.handle([event], signal))));
    const counts = await countsOf(tenant);
    expect(counts).toEqual({ '2026-12-01': { answered: 120 }, '2026-12-02': { answered: 180 } });
  });

  it.each(['before', 'after'] as const)('counts once when the store fails %s the write, and it comes again', async (when) => {
    const { tenant, store, clock } = await givenTenant();
    const shaken = shaky(store);
    const { handle } = analytics(shaken.store, clock);
    const events = Array.from({ length: 20 }, (_, n) => wantedOf(`m${n}`));
    shaken.failing = when;
    await Promise.allSettled(events.map((event) => handle([event], signal)));
    shaken.failing = undefined;
    await Promise.all([...events, wantedOf('m20')].map((event) => handle([event], signal)));
    expect(await countsOf(tenant)).toEqual({ '2026-12-01': { answered: 21 } });
  });

  it('writes a slice in one batch', async () => {
    const { tenant, store, clock } = await givenTenant();
    const commit = vi.fn(tenant.commit);
    const { handle } = analytics({ ...store, tenant: () => ({ ...tenant, commit }) }, clock);
    await handle(
      Array.from({ length: 64 }, (_, n) => wantedOf(`m${n}`)),
      signal,
    );
    expect(commit).toHaveBeenCalledTimes(1);
  });

  it('takes as many days at once as a batch holds', async () => {
    const { tenant, store, clock } = await givenTenant();
    const { handle } = analytics(store, clock);
    const events = Array.from({ length: MOST_AT_ONCE }, (_, n) =>
      wantedOf(`m${n}`, { at: at('2026-01-01T12:00:00Z') + n * 86_400_000 }),
    );
    await handle(events, signal);
    const page = await tenant.find(dayCounts, { by: 'byId', equals: [], limit: 1000 });
    expect(page.items.map(({ value }) => value.counts.answered)).toEqual(events.map(() => 1));
  });
});
