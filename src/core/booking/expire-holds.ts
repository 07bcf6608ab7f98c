import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import { bookings } from '#contracts/records/booking.ts';
import type { TenantStore } from '#contracts/store.ts';
import { carryOut } from './carry-out.ts';
import { planExpiry } from './plan-cancel.ts';
import { venueCalendars } from './venue-calendar.ts';

const PAGE = 100;

export type ExpireHolds = (store: TenantStore) => Promise<{ readonly expired: number }>;

/**
 * Marks a tenant's unconfirmed holds as expired, cleans up the agendas and emits `booking.expired`. Not urgent: an expired hold
 * blocks nobody even before this runs.
 */
export function expireHolds(clock: Clock, newId: NewId): ExpireHolds {
  const desk = { clock, newId, calendars: venueCalendars() };

  return async (store) => {
    const until = clock.now() + 1;
    let expired = 0;
    let cursor: string | undefined;
    do {
      const page = await store.find(bookings, { by: 'byState', equals: ['held'], until, limit: PAGE, cursor });
      for (const { value } of page.items) {
        const outcome = await carryOut(
          store,
          async () => (await planExpiry(desk, store, value.id)) ?? { kind: 'no_longer_held' },
        );
        if (outcome.kind === 'done') expired += 1;
      }
      cursor = page.next;
    } while (cursor !== undefined);
    return { expired };
  };
}
