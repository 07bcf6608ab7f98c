import type { Booking } from '#contracts/records/booking.ts';
import { lostRace, type Plan } from '#contracts/scheduling.ts';
import { againWhenStale, StoreFailure, type TenantStore } from '#contracts/store.ts';

/** Attempts before giving up. A day has at most 288 five-minute starts, and each round lets one concurrent claim through. */
const TIMES = 300;

export interface Done {
  readonly kind: 'done';
  readonly booking: Booking;
}

/** Plans and commits, again after a lost race, until the step is done or refused. */
export async function commitPlan<Refused extends { readonly kind: string }>(
  store: TenantStore,
  plan: () => Promise<Plan | Refused>,
): Promise<Done | Refused> {
  return againWhenStale<Done | Refused>(async () => {
    const next = await plan();
    if (!isPlan(next)) return next;
    const outcome = await store.commit(next.writes, next.events);
    if (outcome.kind === 'committed') return { kind: 'done', booking: next.booking };
    if (lostRace(outcome)) return { kind: 'stale' };
    throw new StoreFailure('invalid', 'no', `a booking step found ${outcome.collection} taken`);
  }, TIMES);
}

function isPlan(next: Plan | { readonly kind: string }): next is Plan {
  return next.kind === 'planned';
}
