import type { Booking } from '#contracts/records/booking.ts';
import type { By, NotFree, NotThere, Scheduling, WrongState } from '#contracts/scheduling.ts';
import type { TenantStore } from '#contracts/store.ts';
import { commitPlan } from './commit-plan.ts';

export type MoveBooking = (
  store: TenantStore,
  bookingId: string,
  to: Parameters<Scheduling['move']>[2],
  by: By,
) => Promise<{ readonly kind: 'moved'; readonly booking: Booking } | NotFree | NotThere | WrongState>;

/** Claims the new time and releases the old one in one batch, or changes nothing. */
export function moveBooking(scheduling: Scheduling): MoveBooking {
  return async (store, bookingId, to, by) => {
    const outcome = await commitPlan(store, () => scheduling.move(store, bookingId, to, by));
    return outcome.kind === 'done' ? { kind: 'moved', booking: outcome.booking } : outcome;
  };
}
