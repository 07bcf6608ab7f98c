import type { Booking } from '#contracts/records/booking.ts';
import type { By, NotFree, NotThere, Plan, Wish } from '#contracts/scheduling.ts';
import type { TenantStore } from '#contracts/store.ts';
import { nowhere } from './agenda.ts';
import { agreed, claimPlace } from './claim-place.ts';
import { historyOf, planned, type BookingTools } from './plan-step.ts';
import { findPlace } from './find-place.ts';
import { endScheduled } from './hold-entry.ts';
import { peopleOf, readOffer } from './read-offer.ts';

/** How long a hold lasts, in milliseconds. */
export const HOLD_FOR = 10 * 60_000;

export async function planHold(tools: BookingTools, store: TenantStore, wish: Wish, by: By): Promise<Plan | NotFree | NotThere> {
  const now = tools.clock.now();
  const offer = await readOffer(store, tools, now, wish.serviceId);
  if (!offer) return { kind: 'not_there' };
  const people = peopleOf(offer, wish.staffId);
  if (people.length === 0) return { kind: 'not_there' };

  const place = await findPlace(store, offer, { people, anyone: wish.staffId === undefined, startsAt: wish.startsAt });
  if (place.kind === 'not_free') return place;

  const service = offer.service.value;
  const booking: Booking = {
    id: tools.newId(),
    contactId: wish.contactId,
    serviceId: service.id,
    serviceName: service.name,
    ...agreed(place),
    price: service.price,
    state: 'held',
    expiresAt: now + HOLD_FOR,
    chosenBecause: place.chosenBecause,
    history: historyOf({ history: [] }, 'held', now, by),
  };
  const claim = claimPlace(place, booking.id, booking.expiresAt, nowhere);
  return planned(tools, 'held', undefined, booking, by, [...claim, endScheduled(booking)]);
}
