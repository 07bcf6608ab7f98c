import type { EpochMs } from '#contracts/clock.ts';
import type { Write } from '#contracts/store.ts';
import { rewriteAgendas, rewriteTallies, tallyId, type Standing } from './agenda.ts';
import type { Place } from './find-place.ts';
import { sameRules } from './read-offer.ts';

/** When and with whom, as the booking records it: the wall time and zone are what was agreed. */
export function agreed({ offer, member, startsAt }: Place) {
  const { date, time } = offer.calendar.wall(startsAt);
  const endsAt = startsAt + offer.service.value.durationMinutes * 60_000;
  return { staffId: member.value.id, staffName: member.value.name, startsAt, endsAt, date, time, zone: offer.calendar.zone };
}

/** Claims a place for a booking, releases where it stood, and counts it against the limits: all lines of one batch. */
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

/** Takes a booking out of wherever it stands. */
export function release(stood: Standing, bookingId: string, now: EpochMs): readonly Write[] {
  return [...rewriteAgendas(stood.agendas, bookingId, now), ...rewriteTallies(stood.tallies, bookingId, now)];
}
