import type { Clock } from '#contracts/clock.ts';
import { type DayCount, dayCounts } from '#contracts/records/analytics.ts';
import { dones } from '#contracts/records/messaging.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { BATCH_LIMIT, type TenantStore, againWhenStale, insert, put } from '#contracts/store.ts';
import { venueCalendars } from '#core/booking/venue-calendar.ts';
import type { Counted } from './counted.ts';

/** Each event takes one mark in the batch and, at worst, one day document. */
export const MOST_AT_ONCE = BATCH_LIMIT.writes / 2;
const TIMES = 300;
/** Longer than any bus can redeliver an event, which is two weeks at most. */
const MARKS_ARE_KEPT_FOR = 16 * 24 * 3_600_000;

/** Adds each event once to the counts of its day. The event's mark is written in the same batch as the count. */
export function countOnce(clock: Clock) {
  const calendars = venueCalendars();

  return async (store: TenantStore, counted: readonly Counted[]): Promise<void> => {
    let left = [...new Map(counted.map((one) => [one.id, one])).values()];
    await againWhenStale(async () => {
      if (left.length === 0) return { kind: 'done' } as const;
      const calendar = calendars((await store.get(profiles, 'profile'))?.value.zone ?? 'UTC');
      const days = Map.groupBy(left, ({ at }) => calendar.wall(at).date);
      const expiresAt = clock.now() + MARKS_ARE_KEPT_FOR;
      const outcome = await store.commit([
        ...(await Promise.all(
          [...days].map(async ([date, events]) => {
            const was = await store.get(dayCounts, date);
            return put(dayCounts, was, added(was?.value ?? { id: date, counts: {} }, events));
          }),
        )),
        ...left.map(({ id }) => insert(dones, { id: markOf(id), expiresAt })),
      ]);
      if (outcome.kind === 'committed') return { kind: 'done' } as const;
      if (outcome.kind === 'taken' && outcome.collection === dones.name) left = await uncounted(store, left);
      return { kind: 'stale' } as const;
    }, TIMES);
  };
}

function markOf(eventId: string): string {
  return `analytics:${eventId}`;
}

async function uncounted(store: TenantStore, counted: readonly Counted[]): Promise<Counted[]> {
  const there = await Promise.all(counted.map(({ id }) => store.get(dones, markOf(id))));
  return counted.filter((_, n) => there[n] === undefined);
}

function added({ id, counts }: DayCount, events: readonly Counted[]): DayCount {
  const sums = { ...counts };
  for (const { as } of events) sums[as] = (sums[as] ?? 0) + 1;
  return { id, counts: sums };
}
