import type { Clock } from '#contracts/clock.ts';
import { type DayCount, dayCounts } from '#contracts/records/analytics.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { BATCH_LIMIT, type TenantStore, put } from '#contracts/store.ts';
import { venueCalendars } from '#core/booking/venue-calendar.ts';
import { doneOnce } from '#core/batches/done-once.ts';
import type { Counted } from './counted.ts';

/** Each event takes one mark in the batch and, at worst, one day document. */
export const MOST_AT_ONCE = BATCH_LIMIT.writes / 2;

/** Adds each event once to the counts of its day. The event's mark is written in the same batch as the count. */
export function countOnce(clock: Clock) {
  const calendars = venueCalendars();

  return (store: TenantStore, counted: readonly Counted[]): Promise<void> =>
    doneOnce(store, 'analytics', clock.now(), counted, async (left) => {
      const calendar = calendars((await store.get(profiles, 'profile'))?.value.zone ?? 'UTC');
      const days = Map.groupBy(left, ({ at }) => calendar.wall(at).date);
      return Promise.all(
        [...days].map(async ([date, events]) => {
          const was = await store.get(dayCounts, date);
          return put(dayCounts, was, added(was?.value ?? { id: date, counts: {} }, events));
        }),
      );
    });
}

function added({ id, counts }: DayCount, events: readonly Counted[]): DayCount {
  const sums = { ...counts };
  for (const { as } of events) sums[as] = (sums[as] ?? 0) + 1;
  return { id, counts: sums };
}
