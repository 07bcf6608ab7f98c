import type { Booking } from '#contracts/records/booking.ts';
import type { By, NotFree, NotThere, Scheduling, Wish } from '#contracts/scheduling.ts';
import type { TenantStore } from '#contracts/store.ts';
import { commitPlan } from './commit-plan.ts';

export type PlaceHold = (
  store: TenantStore,
  wish: Wish,
  by: By,
) => Promise<{ readonly kind: 'held'; readonly booking: Booking } | NotFree | NotThere>;

/** Holds a place for a customer until they confirm. */
export function placeHold(scheduling: Scheduling): PlaceHold {
  return async (store, wish, by) => {
    const outcome = await commitPlan(store, () => scheduling.hold(store, wish, by));
    return outcome.kind === 'done' ? { kind: 'held', booking: outcome.booking } : outcome;
  };
}
