import type { Booking } from '#contracts/records/booking.ts';
import type { Service, StaffMember } from '#contracts/records/catalog.ts';
import type { DialogueState, Draft } from './state.ts';
import type { Facts } from './step.ts';
import type { Appointment } from '#core/texts/en.ts';
import { plain } from './plain.ts';

const NAME = 60;
const DESCRIPTION = 300;

export function serviceOf(facts: Facts, id: string | undefined): Service | undefined {
  return facts.services.find((service) => service.id === id);
}

/** The staff who offer a service, in the tenant's order. */
export function peopleFor(facts: Facts, service: Service): readonly StaffMember[] {
  return facts.staff.filter(({ id }) => service.staffIds.includes(id));
}

export function upcomingOf(facts: Facts, id: string | undefined): Booking | undefined {
  return facts.upcoming.find((booking) => booking.id === id);
}

/** The draft's hold, unless it was confirmed or released. It may have expired; then it can be claimed again. */
export function holdOf(state: DialogueState, facts: Facts): Booking | undefined {
  const { held } = facts;
  return held && held.id === state.holdId && (held.state === 'held' || held.state === 'expired') ? held : undefined;
}

export function nameOf({ name }: { readonly name: string }): string {
  return plain(name, NAME) || '–';
}

export function descriptionOf({ description }: Service): string {
  return plain(description, DESCRIPTION);
}

export function appointmentOf(booking: Booking): Appointment {
  return {
    service: plain(booking.serviceName, NAME) || '–',
    staff: plain(booking.staffName, NAME) || '–',
    date: booking.date,
    time: booking.time,
    minutes: Math.round((booking.endsAt - booking.startsAt) / 60_000),
    price: booking.price,
  };
}

/** A draft that moves a booking. It keeps the service, and the person if the customer had asked for them. */
export function draftToMove(booking: Booking): Draft {
  const asked = booking.chosenBecause === 'asked_for' ? { staffId: booking.staffId } : {};
  return { serviceId: booking.serviceId, movingId: booking.id, ...asked };
}

/** Wall time at the venue. */
export function wallOf(at: number, zone: string): { readonly date: string; readonly time: string } {
  const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return { date: wall.toPlainDate().toString(), time: wall.toPlainTime().toString({ smallestUnit: 'minute' }) };
}

export function plusDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}
