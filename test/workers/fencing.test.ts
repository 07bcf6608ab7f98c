import { oneAtATime } from '#test/contracts/subject.ts';
import { expect, it } from 'vitest';
import { bookings } from '#contracts/records/booking.ts';
import type { BusEvent } from '#contracts/event.ts';
import type { TenantStore } from '#contracts/store.ts';
import { aVenue, bookingOf, endHolds, HOUR } from '#test/core/booking/given.ts';

const LATE = 24 * HOUR;

/** A process that stands still between what it has read and its next commit, until it is woken. */
function paused(store: TenantStore) {
  const asleep = Promise.withResolvers<void>();
  const woken = Promise.withResolvers<void>();
  return {
    store: {
      ...store,
      async commit(...batch: Parameters<TenantStore['commit']>) {
        asleep.resolve();
        await woken.promise;
        return store.commit(...batch);
      },
    } satisfies TenantStore,
    asleep: asleep.promise,
    wake: () => woken.resolve(),
  };
}

it('a scheduler that was paused in its round and wakes beside its successor ends no hold twice', async () => {
  const venue = await aVenue();
  await using engine = venue.engine;
  const seen: BusEvent[] = [];
  engine.bus.subscribe(oneAtATime({ name: 'watch', streams: ['booking'] }, async (event) => void seen.push(event)));
  const held = bookingOf(await venue.hold('2026-12-02 10:00'));
  venue.clock.advance(LATE);

  const sleeper = paused(venue.store);
  const first = endHolds(sleeper.store, venue.clock, venue.newId);
  await sleeper.asleep;
  expect(await venue.expire()).toEqual({ expired: 1 });
  // Meanwhile somebody else takes the time that has become free.
  const other = bookingOf(await venue.hold('2026-12-04 10:00'));
  sleeper.wake();
  expect(await first).toEqual({ expired: 0 });

  const history = (await venue.store.get(bookings, held.id))?.value.history.map(({ state }) => state);
  expect(history).toEqual(['held', 'expired']);
  expect((await venue.store.get(bookings, other.id))?.value.state).toBe('held');
  await expect.poll(() => seen.map(({ kind }) => kind)).toEqual(['booking.held', 'booking.expired', 'booking.held']);
});
