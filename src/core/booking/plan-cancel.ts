import { bookings, type Booking } from '#contracts/records/booking.ts';
import type { By, NotThere, Plan, WrongState } from '#contracts/scheduling.ts';
import type { Stored, TenantStore } from '#contracts/store.ts';
import { release } from './claim-place.ts';
import { historyOf, planned, type BookingTools } from './plan-step.ts';
import { endForgotten } from './hold-entry.ts';
import { readStanding } from './read-agendas.ts';

/** Ending a booking needs no offer, so no catalogue. */
type EndTools = Omit<BookingTools, 'catalogOf'>;

export async function planCancel(
  tools: BookingTools,
  store: TenantStore,
  bookingId: string,
  by: By,
  reason?: string,
): Promise<Plan | NotThere | WrongState> {
  const was = await store.get(bookings, bookingId);
  if (!was) return { kind: 'not_there' };
  const { state } = was.value;
  if (state !== 'held' && state !== 'confirmed') return { kind: 'wrong_state', state };
  return planEnd(tools, store, was, 'cancelled', by, reason);
}

/** Plans the expiry of an unconfirmed hold. `undefined` if there is nothing to expire. */
export async function planExpiry(tools: EndTools, store: TenantStore, bookingId: string): Promise<Plan | undefined> {
  const was = await store.get(bookings, bookingId);
  if (was?.value.state !== 'held' || was.value.expiresAt > tools.clock.now()) return undefined;
  return planEnd(tools, store, was, 'expired', 'system');
}

async function planEnd(
  tools: EndTools,
  store: TenantStore,
  was: Stored<Booking>,
  state: 'cancelled' | 'expired',
  by: By,
  reason?: string,
): Promise<Plan> {
  const now = tools.clock.now();
  const [stood, end] = await Promise.all([
    readStanding(store, tools.calendars(was.value.zone), was.value),
    endForgotten(store, was.value),
  ]);
  const ended = { ...was.value, state, history: historyOf(was.value, state, now, by, reason) };
  return planned(tools, state, was, ended, by, [...release(stood, was.value.id, now), ...end]);
}
