import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bookingCard, conversationCard, tenantCard } from '#contracts/api/desk.ts';
import { type Booking, bookings } from '#contracts/records/booking.ts';
import { contacts } from '#contracts/records/people.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { BATCH_LIMIT, insert } from '#contracts/store.ts';
import { regionOf } from '#core/tenancy/region.ts';
import { givenApi } from './given-api.ts';

const MINUTE = 60_000;
const page = z.object({ items: z.array(bookingCard), next: z.string().optional() });

async function given() {
  const world = await givenApi();
  const now = world.clock.now();

  async function books(...all: readonly Partial<Booking>[]): Promise<void> {
    for (let n = 0; n < all.length; n += BATCH_LIMIT.writes)
      await world.tenant.commit(all.slice(n, n + BATCH_LIMIT.writes).map((one) => insert(bookings, { ...booking, ...one })));
  }
  async function upcoming(cursor?: string): Promise<z.output<typeof page>> {
    const query = `from=${now}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
    return page.parse(await world.read(`/api/tenants/tenant-1/bookings?${query}`));
  }
  return { ...world, books, upcoming, now };
}

const booking: Booking = {
  id: 'booking',
  contactId: 'nobody',
  serviceId: 'cut',
  serviceName: 'Cut',
  staffId: 'ana',
  staffName: 'Ana',
  startsAt: Temporal.Instant.from('2026-12-08T09:30:00Z').epochMilliseconds,
  endsAt: Temporal.Instant.from('2026-12-08T10:00:00Z').epochMilliseconds,
  date: '2026-12-08',
  time: '10:30',
  zone: 'Europe/Madrid',
  price: { amount: 3000, currency: 'EUR' },
  state: 'confirmed',
  expiresAt: 0,
  chosenBecause: 'asked_for',
  history: [],
};

describe('the upcoming bookings', () => {
  it('are those that are confirmed and the holds that have not expired', async () => {
    await using world = await given();
    const { now } = world;
    await world.books(
      { id: 'past', startsAt: now - MINUTE },
      { id: 'confirmed' },
      { id: 'held', state: 'held', expiresAt: now + MINUTE },
      { id: 'out of time', state: 'held', expiresAt: now },
      { id: 'expired', state: 'expired' },
      { id: 'cancelled', state: 'cancelled' },
    );
    const { items, next } = await world.upcoming();
    expect(items.map(({ id, state, heldUntil }) => [id, state, heldUntil])).toEqual([
      ['confirmed', 'confirmed', undefined],
      ['held', 'held', now + MINUTE],
    ]);
    expect(next).toBeUndefined();
    world.clock.advance(MINUTE);
    expect((await world.upcoming()).items.map(({ id }) => id)).toEqual(['confirmed']);
  });

  it('come in pages, each booking once, soonest first, however many expired ones lie between', async () => {
    await using world = await given();
    const made = (n: number, over: Partial<Booking>) => ({ id: `b${n}`, startsAt: booking.startsAt + n * MINUTE, ...over });
    const confirmed = Array.from({ length: 230 }, (_, n) => made(n * 2, {}));
    const expired = Array.from({ length: 230 }, (_, n) => made(n * 2 + 1, { state: 'expired' }));
    await world.books(...confirmed, ...expired);

    const shown: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const { items, next } = await world.upcoming(cursor);
      shown.push(...items.map(({ id }) => id));
      cursor = next;
      pages += 1;
      world.clock.advance(1);
    } while (cursor !== undefined);
    expect(shown).toEqual(confirmed.map(({ id }) => id));
    expect(pages).toBeGreaterThan(1);
  });

  it('begin a first page that is not empty only because many expired ones come first', async () => {
    await using world = await given();
    await world.books(
      ...Array.from({ length: 300 }, (_, n) => ({ id: `e${n}`, startsAt: booking.startsAt - MINUTE, state: 'expired' as const })),
      { id: 'confirmed' },
    );
    expect((await world.upcoming()).items.map(({ id }) => id)).toEqual(['confirmed']);
  });

  it('refuse a made-up cursor, and a question without `from`', async () => {
    await using world = await given();
    for (const query of ['from=1&cursor=guess', ''])
      expect([query, (await world.get(`/api/tenants/tenant-1/bookings?${query}`)).status]).toEqual([query, 400]);
  });
});

describe('one conversation', () => {
  it('is shown like its line in the list, so that a link to it can show who it is with', async () => {
    await using world = await given();
    await world.converses({ id: 'conversation-1' });
    await world.tenant.commit([insert(contacts, { id: 'contact-1', name: 'Ana', createdAt: 1 })]);
    const answer = await world.get('/api/tenants/tenant-1/conversations/conversation-1');
    expect(conversationCard.parse(JSON.parse(answer.text))).toMatchObject({ name: 'Ana', address: '+34600000001', unread: 1 });
    const listed = JSON.parse((await world.get('/api/tenants/tenant-1/conversations')).text) as { items: unknown[] };
    expect(listed.items).toEqual([JSON.parse(answer.text)]);
  });

  it('that is not there is not found', async () => {
    await using world = await given();
    expect((await world.get('/api/tenants/tenant-1/conversations/conversation-1')).status).toBe(404);
    expect((await world.get('/api/tenants/nobody/conversations/conversation-1')).status).toBe(404);
  });
});

describe('a business', () => {
  it('says in which form its dates, times and numbers are written', async () => {
    await using world = await given();
    const profile = await world.tenant.get(profiles, 'profile');
    if (!profile) throw new Error('no profile');
    const shape = z.object({ tenants: z.array(tenantCard) });
    const [tenant] = shape.parse(JSON.parse((await world.get('/api/admin/tenants')).text)).tenants;
    expect(tenant?.region).toBe(regionOf(profile.value));
    expect(Intl.getCanonicalLocales(tenant?.region)).toEqual([tenant?.region]);
  });
});
