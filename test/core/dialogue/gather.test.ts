import { beforeEach, expect, it } from 'vitest';
import { bookings } from '#contracts/records/booking.ts';
import type { Conversation } from '#contracts/records/messaging.ts';
import { BATCH_LIMIT, FIND_LIMIT, type TenantStore, type Write, insert } from '#contracts/store.ts';
import { gather } from '#core/dialogue/gather.ts';
import { aProfile, at } from '#test/core/booking/given.ts';
import { booking } from '#test/core/dialogue/desk.ts';
import { givenTenant } from '#test/support/given.ts';

const NOW = at('2026-12-01 10:00');
const MORE = FIND_LIMIT + 1;
const many = <T>(make: (n: number) => T): readonly T[] => Array.from({ length: MORE }, (_, n) => make(n));
const conversation = { contactId: 'contact-1' } as Conversation;

let store: TenantStore;
beforeEach(async () => {
  store = (await givenTenant()).tenant;
});

async function write(all: readonly Write[]): Promise<void> {
  for (let n = 0; n < all.length; n += BATCH_LIMIT.writes) await store.commit(all.slice(n, n + BATCH_LIMIT.writes));
}

const facts = () => gather(store, conversation, aProfile().zone, { by: 'bot', why: 'start' }, undefined, NOW);

it('finds the next confirmed booking behind any number of expired holds', async () => {
  const own = { contactId: 'contact-1' };
  await write(many((n) => insert(bookings, booking({ ...own, id: `hold${n}`, state: 'expired', startsAt: NOW + 60_000 + n }))));
  await write([insert(bookings, booking({ ...own, id: 'next', startsAt: NOW + 86_400_000 }))]);
  expect((await facts()).upcoming.map(({ id }) => id)).toEqual(['next']);
});

it('knows all bookings of a customer who has many', async () => {
  await write(
    Array.from({ length: 30 }, (_, n) =>
      insert(bookings, booking({ contactId: 'contact-1', id: `booking${n}`, startsAt: NOW + 60_000 + n })),
    ),
  );
  expect((await facts()).upcoming).toHaveLength(30);
});
