import { describe, expect, it } from 'vitest';
import { activity } from '#contracts/api/desk.ts';
import { analytics } from '#core/analytics/consumer.ts';
import { audit } from '#core/audit/consumer.ts';
import { crmSync } from '#core/crm/consumer.ts';
import { bookingOf, messageOf } from '#test/workers/events.ts';
import { givenApi } from './given-api.ts';

async function given() {
  const world = await givenApi();
  const { store, clock } = world;
  const consumers = [audit(store), crmSync(store, clock), analytics(store, clock)];
  return {
    ...world,
    async happens(...events: readonly ReturnType<typeof bookingOf>[]) {
      for (const event of events) for (const { handle } of consumers) await handle([event], new AbortController().signal);
    },
    shown: async () => activity.parse(await world.read('/api/tenants/tenant-1/activity')),
  };
}

describe('what the desk did lately', () => {
  it('is there, and empty, before anything happens', async () => {
    await using world = await given();
    expect(await world.shown()).toEqual({
      today: { date: '2026-12-01', counts: {} },
      audit: [],
      crm: { connected: false, touches: [] },
    });
  });

  it('tells of an event in all three parts, without a word of it', async () => {
    await using world = await given();
    await world.happens(
      messageOf('received', 'm1', { data: { ...messageOf('received', 'm1').data, text: 'my secret wish' } }),
      bookingOf('confirmed', 'e2'),
    );
    const shown = await world.shown();
    expect(shown.today.counts).toEqual({ received: 1, booked: 1 });
    expect(shown.audit.map(({ sequence, kind }) => [sequence, kind])).toEqual([
      [2, 'booking.confirmed'],
      [1, 'message.received'],
    ]);
    expect(shown.crm.touches.map(({ contactId, state }) => [contactId, state])).toContainEqual(['contact-1', 'no_crm']);
    expect(shown.crm.touches).toHaveLength(2);
    expect(JSON.stringify(shown)).not.toMatch(/secret|34600000001|Ana|wamid/);
  });

  it('is the last twenty, newest first, and of today only', async () => {
    await using world = await given();
    await world.happens(...Array.from({ length: 15 }, (_, n) => bookingOf('confirmed', `a${n}`)));
    world.clock.advance(24 * 3_600_000);
    await world.happens(...Array.from({ length: 15 }, (_, n) => bookingOf('moved', `b${n}`, { at: world.clock.now() })));
    const shown = await world.shown();
    expect(shown.today).toEqual({ date: '2026-12-02', counts: { moved: 15 } });
    expect(shown.audit.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, n) => 30 - n));
    expect(shown.crm.touches).toHaveLength(20);
    expect(shown.crm.touches.slice(0, 15).every(({ kind }) => kind === 'booking.moved')).toBe(true);
  });

  it('of nobody is not there', async () => {
    await using world = await given();
    expect((await world.get('/api/tenants/nobody/activity')).status).toBe(404);
  });
});
