import { agendas, tallies, type Agenda, type Booking, type Tally } from '#contracts/records/booking.ts';
import type { Stored, TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { agendaId, byId, tallyId, type Standing } from './agenda.ts';
import type { Offer } from './read-offer.ts';
import type { VenueCalendar } from './venue-calendar.ts';

/** The agendas and tallies around some days, by id. */
export interface Claimed {
  readonly agendas: ReadonlyMap<string, Stored<Agenda>>;
  readonly tallies: ReadonlyMap<string, Stored<Tally>>;
}

/** The days that claims can touch if they start between two days. */
export function reach(offer: Offer, from: string, to: string): { readonly from: string; readonly to: string } {
  const { calendar, before, after } = offer;
  return {
    from: calendar.dateAt(calendar.day(from).start - before, from),
    to: calendar.dateAt(calendar.day(to).end + after, to),
  };
}

/**
 * Reads the people's agendas for all days that starts in the range can touch. If the service has a daily limit, it also reads
 * everyone else's agendas and the tallies. A booking that is in both counts once.
 */
export async function readClaimed(
  store: TenantStore,
  offer: Offer,
  staffIds: readonly string[],
  from: string,
  to: string,
): Promise<Claimed> {
  const service = offer.service.value;
  const limited = service.maximumPerDay > 0;
  const wide = reach(offer, from, to);
  const days = limited ? offer.calendar.dates(from, to) : [];
  const everybody = limited ? offer.people.map((member) => member.value.id) : staffIds;

  const [read, counted] = await Promise.all([
    Promise.all(everybody.map((staffId) => agendasOf(store, offer.calendar, staffId, wide.from, wide.to))),
    Promise.all(days.map((date) => store.get(tallies, tallyId(service.id, date)))),
  ]);
  return { agendas: byId(read.flat()), tallies: byId(counted.filter((tally) => tally !== undefined)) };
}

export function agendasOf(
  store: TenantStore,
  calendar: VenueCalendar,
  staffId: string,
  from: string,
  to: string,
): Promise<readonly Stored<Agenda>[]> {
  const until = calendar.plusDays(to, 1);
  return all(store, agendas, { by: 'byStaff', equals: [staffId], from, until });
}

/**
 * Finds the documents that contain a booking's claims. They are searched, not computed, because the buffers may have changed since
 * the claim. A claim is at most three days long: a day of buffer, a day of service and a day of buffer.
 */
export async function readStanding(store: TenantStore, calendar: VenueCalendar, booking: Booking): Promise<Standing> {
  const { id, staffId, serviceId, date } = booking;
  const [around, tally] = await Promise.all([
    agendasOf(store, calendar, staffId, calendar.plusDays(date, -2), calendar.plusDays(date, 4)),
    store.get(tallies, tallyId(serviceId, date)),
  ]);
  return {
    agendas: around.filter((agenda) => agenda.value.claims.some((claim) => claim.bookingId === id)),
    tallies: tally?.value.entries.some((entry) => entry.bookingId === id) ? [tally] : [],
  };
}

export const agendaOf = (claimed: Claimed, staffId: string, date: string) => claimed.agendas.get(agendaId(staffId, date))?.value;
