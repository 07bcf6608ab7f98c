import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Scheduling } from '#contracts/scheduling.ts';
import { type CatalogOf, readCatalog } from '#core/catalog/catalog.ts';
import { planCancel } from './plan-cancel.ts';
import { planConfirm } from './plan-confirm.ts';
import { planHold } from './plan-hold.ts';
import { planMove } from './plan-move.ts';
import { readClaimed } from './read-agendas.ts';
import { peopleOf, readOffer } from './read-offer.ts';
import { freeSlots, reasonsOf } from './search.ts';
import { venueCalendars } from './venue-calendar.ts';

const MOST_DAYS = 62;

export interface NativeNeeds {
  readonly clock: Clock;
  readonly newId: NewId;
  /** Default: reads the store each time. */
  readonly catalogOf?: CatalogOf;
}

/** The built-in scheduling, on the agenda in the store. */
export function native({ clock, newId, catalogOf = readCatalog }: NativeNeeds): Scheduling {
  const tools = { clock, newId, catalogOf, calendars: venueCalendars() };

  return {
    async slots(store, ask) {
      const offer = await readOffer(store, tools, clock.now(), ask.serviceId);
      if (!offer) return { slots: [] };
      if (offer.calendar.plusDays(ask.from, MOST_DAYS - 1) < ask.to)
        throw new RangeError(`a slot search covers at most ${MOST_DAYS} days`);
      // Nothing is free before today or after the horizon.
      const from = ask.from < offer.today ? offer.today : ask.from;
      const to = ask.to > offer.lastDay ? offer.lastDay : ask.to;
      const people = peopleOf(offer, ask.staffId).map((member) => member.value);
      if (people.length === 0 || from > to) return { slots: [] };

      const staffIds = people.map((member) => member.id);
      const claimed = await readClaimed(store, offer, staffIds, from, to);
      return { slots: freeSlots({ offer, claimed, except: ask.exceptBookingId }, people, from, to) };
    },

    async reasons(store, { serviceId, staffId, date }) {
      const offer = await readOffer(store, tools, clock.now(), serviceId);
      if (!offer) return { starts: [] };
      const people = peopleOf(offer, staffId).map((member) => member.value);
      const staffIds = people.map((member) => member.id);
      const claimed = await readClaimed(store, offer, staffIds, date, date);
      return { starts: reasonsOf({ offer, claimed }, people, date) };
    },

    hold: (store, wish, by) => planHold(tools, store, wish, by),
    confirm: (store, bookingId, by) => planConfirm(tools, store, bookingId, by),
    move: (store, bookingId, to, by) => planMove(tools, store, bookingId, to, by),
    cancel: (store, bookingId, by, reason) => planCancel(tools, store, bookingId, by, reason),
  };
}
