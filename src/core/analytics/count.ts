import type { Clock } from '#contracts/clock.ts';
import { type DayCount, dayCounts } from '#contracts/records/analytics.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { BATCH_LIMIT, type TenantStore, put } from '#contracts/store.ts';
import { venueCalendars } from '#core/booking/venue-calendar.ts';
import { doneOnce } from '#core/done-once.ts';
import type { Counted } from './counted.ts';

/** A batch holds a mark of each and, at worst, a day of each. */
export const MOST_AT_ONCE = BATCH_LIMIT.writes / 2;

/** Adds events to the days on which they happened, each once. */
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
