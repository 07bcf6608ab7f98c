import type { EpochMs } from '#contracts/clock.ts';
import type { Write } from '#contracts/store.ts';
import { rewriteAgendas, rewriteTallies, tallyId, type Standing } from './agenda.ts';
import type { Place } from './find-place.ts';
import { sameRules } from './read-offer.ts';

/** The booking's time and staff member. Wall time and zone are recorded as agreed with the customer. */
export function agreed({ offer, member, startsAt }: Place) {
  const { date, time } = offer.calendar.wall(startsAt);
  const endsAt = startsAt + offer.service.value.durationMinutes * 60_000;
  return { staffId: member.value.id, staffName: member.value.name, startsAt, endsAt, date, time, zone: offer.calendar.zone };
}

/** The writes that claim a place for a booking, release its old one and update the limits. All go into one batch. */
export function claimPlace(place: Place, bookingId: string, expiresAt: EpochMs, stood: Standing): readonly Write[] {
  const { offer, claimed, member, startsAt } = place;
  const { calendar, now, before, after } = offer;
  const { id: serviceId, maximumPerDay } = offer.service.value;
  const { date } = calendar.wall(startsAt);
  const [from, until] = [startsAt - before, startsAt + after];
  const claim = { bookingId, serviceId, startsAt, from, until, expiresAt };
  const target = { staffId: member.value.id, dates: calendar.touched(from, until), claim };
  const counted = maximumPerDay > 0 ? { id: tallyId(serviceId, date), date, expiresAt } : undefined;
  return [
    ...rewriteAgendas([...stood.agendas, ...claimed.agendas.values()], bookingId, now, target),
    ...rewriteTallies([...stood.tallies, ...claimed.tallies.values()], bookingId, now, counted),
    ...sameRules(offer, member),
  ];
}

/** The writes that remove all claims of a booking. */
export function release(stood: Standing, bookingId: string, now: EpochMs): readonly Write[] {
  return [...rewriteAgendas(stood.agendas, bookingId, now), ...rewriteTallies(stood.tallies, bookingId, now)];
}
