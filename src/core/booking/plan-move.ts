import { bookings } from '#contracts/records/booking.ts';
import type { By, NotFree, NotThere, Plan, Scheduling, WrongState } from '#contracts/scheduling.ts';
import type { TenantStore } from '#contracts/store.ts';
import { agreed, claimPlace } from './claim-place.ts';
import { historyOf, planned, type BookingTools } from './plan-step.ts';
import { findPlace } from './find-place.ts';
import { endMoved } from './hold-entry.ts';
import { readStanding } from './read-agendas.ts';
import { peopleOf, readOffer } from './read-offer.ts';

/** Price and service name stay as agreed. The duration is the service's current one. A hold keeps its expiry. */
export async function planMove(
  tools: BookingTools,
  store: TenantStore,
  bookingId: string,
  to: Parameters<Scheduling['move']>[2],
  by: By,
): Promise<Plan | NotFree | NotThere | WrongState> {
  const now = tools.clock.now();
  const was = await store.get(bookings, bookingId);
  if (!was) return { kind: 'not_there' };
  const { id, state, expiresAt, serviceId, staffId, chosenBecause } = was.value;
  if (state !== 'held' && state !== 'confirmed') return { kind: 'wrong_state', state };
  if (state === 'held' && expiresAt <= now) return { kind: 'wrong_state', state: 'expired' };

  const offer = await readOffer(store, tools, now, serviceId);
  if (!offer) return { kind: 'not_there' };
  const anyone = to.staffId === undefined && chosenBecause === 'least_booked';
  const people = peopleOf(offer, anyone ? undefined : (to.staffId ?? staffId));
  if (people.length === 0) return { kind: 'not_there' };

  const stood = await readStanding(store, tools.calendars(was.value.zone), was.value);
  const place = await findPlace(store, offer, { people, anyone, preferred: staffId, startsAt: to.startsAt, except: id });
  if (place.kind === 'not_free') return place;

  const moved = {
    ...was.value,
    ...agreed(place),
    chosenBecause: place.member.value.id === staffId ? chosenBecause : place.chosenBecause,
    history: historyOf(was.value, 'moved', now, by),
  };
  const end = await endMoved(store, was.value, moved);
  return planned(tools, 'moved', was, moved, by, [...claimPlace(place, id, expiresAt, stood), ...end]);
}
