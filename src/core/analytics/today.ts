import type { Clock } from '#contracts/clock.ts';
import { type DayCount, dayCounts } from '#contracts/records/analytics.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import type { TenantStore } from '#contracts/store.ts';

/** The counts of today in the venue's time zone. Empty if nothing was counted yet. */
export async function todaysCounts(store: TenantStore, clock: Clock): Promise<DayCount> {
  const zone = (await store.get(profiles, 'profile'))?.value.zone ?? 'UTC';
  const id = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO(zone).toPlainDate().toString();
  return (await store.get(dayCounts, id))?.value ?? { id, counts: {} };
}
