import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import { dueEntries, type DueEntry, type Timer } from '#contracts/later.ts';
import { bookings } from '#contracts/records/booking.ts';
import { remove, replace, type Stored, type TenantStore } from '#contracts/store.ts';
import { commitPlan } from './commit-plan.ts';
import { HOLD_ENDS } from './hold-entry.ts';
import { planExpiry } from './plan-cancel.ts';
import { venueCalendars } from './venue-calendar.ts';

/**
 * Ends a hold that was not confirmed in time. Nobody waits for it: an expired hold is in no one's way before either. It keeps
 * the records and agendas tidy, and tells with `booking.expired`.
 */
export function holdEnds(clock: Clock, newId: NewId): Timer {
  const tools = { clock, newId, calendars: venueCalendars() };

  return {
    kind: HOLD_ENDS,
    async due(store, entry) {
      const bookingId = entry.value.about['bookingId'] ?? '';
      const outcome = await commitPlan(
        store,
        async () => (await planExpiry(tools, store, bookingId)) ?? { kind: 'nothing_to_end' },
      );
      if (outcome.kind === 'nothing_to_end') await settle(store, entry, bookingId);
    },
  };

  /** The clock of whoever placed the hold may be ahead of this one; and a hold may be gone. A `stale` entry is somebody else's now. */
  async function settle(store: TenantStore, entry: Stored<DueEntry>, bookingId: string): Promise<void> {
    const booking = (await store.get(bookings, bookingId))?.value;
    const holds = booking?.state === 'held' && booking.expiresAt > clock.now();
    await store.commit([
      holds ? replace(dueEntries, entry, { ...entry.value, dueAt: booking.expiresAt }) : remove(dueEntries, entry),
    ]);
  }
}
