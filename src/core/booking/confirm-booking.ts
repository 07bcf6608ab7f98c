import type { Booking } from '#contracts/records/booking.ts';
import type { By, NotFree, NotThere, Scheduling, WrongState } from '#contracts/scheduling.ts';
import type { TenantStore } from '#contracts/store.ts';
import { commitPlan } from './commit-plan.ts';

export type ConfirmBooking = (
  store: TenantStore,
  bookingId: string,
  by: By,
) => Promise<{ readonly kind: 'confirmed'; readonly booking: Booking } | NotFree | NotThere | WrongState>;

/** Turns a hold into a booking. An expired hold is confirmed too if its time is still free. */
export function confirmBooking(scheduling: Scheduling): ConfirmBooking {
  return async (store, bookingId, by) => {
    const outcome = await commitPlan(store, () => scheduling.confirm(store, bookingId, by));
    return outcome.kind === 'done' ? { kind: 'confirmed', booking: outcome.booking } : outcome;
  };
}
