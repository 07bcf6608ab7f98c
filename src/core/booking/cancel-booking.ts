import type { Booking } from '#contracts/records/booking.ts';
import type { By, NotThere, Scheduling, WrongState } from '#contracts/scheduling.ts';
import type { TenantStore } from '#contracts/store.ts';
import { commitPlan } from './commit-plan.ts';

export type CancelBooking = (
  store: TenantStore,
  bookingId: string,
  by: By,
  reason?: string,
) => Promise<{ readonly kind: 'cancelled'; readonly booking: Booking } | NotThere | WrongState>;

/** Cancels a hold or a booking and frees its time. */
export function cancelBooking(scheduling: Scheduling): CancelBooking {
  return async (store, bookingId, by, reason) => {
    const outcome = await commitPlan(store, () => scheduling.cancel(store, bookingId, by, reason));
    return outcome.kind === 'done' ? { kind: 'cancelled', booking: outcome.booking } : outcome;
  };
}
