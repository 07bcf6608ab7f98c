import { bookings, type Booking } from '#contracts/records/booking.ts';
import type { By, NotFree, NotThere, Plan, WrongState } from '#contracts/scheduling.ts';
import type { Stored, TenantStore, Write } from '#contracts/store.ts';
import { rewriteAgendas, rewriteTallies, type Standing } from './agenda.ts';
import { agreed, claimPlace } from './claim-place.ts';
import { historyOf, planned, type BookingTools } from './plan-step.ts';
import { findPlace } from './find-place.ts';
import { endForgotten } from './hold-entry.ts';
import { readStanding } from './read-agendas.ts';
import { peopleOf, readOffer } from './read-offer.ts';
import type { VenueCalendar } from './venue-calendar.ts';

export async function planConfirm(
  tools: BookingTools,
  store: TenantStore,
  bookingId: string,
  by: By,
): Promise<Plan | NotFree | NotThere | WrongState> {
  const now = tools.clock.now();
  const was = await store.get(bookings, bookingId);
  if (!was) return { kind: 'not_there' };
  const { state, expiresAt } = was.value;
  if (state !== 'held' && state !== 'expired') return { kind: 'wrong_state', state };

  const calendar = tools.calendars(was.value.zone);
  const [stood, end] = await Promise.all([readStanding(store, calendar, was.value), endForgotten(store, was.value)]);
  if (state === 'held' && expiresAt > now) {
    const kept = keptClaim(calendar, was.value, stood, now);
    if (kept) return planned(tools, 'confirmed', was, confirmed(was.value, now, by), by, [...kept, ...end]);
  }
  return claimAgain(tools, store, was, { stood, end }, by);
}

function confirmed(booking: Booking, now: number, by: By): Booking {
  return { ...booking, state: 'confirmed', expiresAt: 0, history: historyOf(booking, 'confirmed', now, by) };
}

/** The writes that make the claim permanent. `undefined` if part of the claim was already removed by an instance with a faster clock. */
function keptClaim(calendar: VenueCalendar, booking: Booking, stood: Standing, now: number): readonly Write[] | undefined {
  const claim = stood.agendas[0]?.value.claims.find(({ bookingId }) => bookingId === booking.id);
  if (!claim) return undefined;
  const dates = calendar.touched(claim.from, claim.until);
  if (!dates.every((date) => stood.agendas.some((agenda) => agenda.value.date === date))) return undefined;

  const target = { staffId: booking.staffId, dates, claim: { ...claim, expiresAt: 0 } };
  const [tally] = stood.tallies;
  const counted = tally ? { id: tally.value.id, date: tally.value.date, expiresAt: 0 } : undefined;
  return [...rewriteAgendas(stood.agendas, booking.id, now, target), ...rewriteTallies(stood.tallies, booking.id, now, counted)];
}

/** The hold has expired: claims the same time with the same person again, by the current rules. */
async function claimAgain(
  tools: BookingTools,
  store: TenantStore,
  was: Stored<Booking>,
  { stood, end }: { readonly stood: Standing; readonly end: readonly Write[] },
  by: By,
): Promise<Plan | NotFree | NotThere> {
  const { id, serviceId, staffId, startsAt, chosenBecause } = was.value;
  const offer = await readOffer(store, tools, tools.clock.now(), serviceId);
  const people = offer ? peopleOf(offer, staffId) : [];
  if (!offer || people.length === 0) return { kind: 'not_there' };

  const suggest = chosenBecause === 'least_booked' ? offer.people : people;
  const place = await findPlace(store, offer, { people, anyone: false, suggest, startsAt, except: id });
  if (place.kind === 'not_free') return place;
  const again = { ...was.value, ...agreed(place), chosenBecause };
  return planned(tools, 'confirmed', was, confirmed(again, offer.now, by), by, [...claimPlace(place, id, 0, stood), ...end]);
}
