import type { Booking } from '#contracts/records/booking.ts';
import type { Service } from '#contracts/records/catalog.ts';
import { choiceId } from './ids.ts';
import { appointmentOf, descriptionOf, nameOf, peopleFor, wallOf } from './known.ts';
import { plain } from './plain.ts';
import type { Choice, Facts, Say } from './step.ts';
import { ANYONE } from './ids.ts';
import { type Line, line, verbatim } from '#core/texts/texts.ts';

/** The messages of each view. `lead` comes first: what just happened, or an apology. */
type Lead = readonly Line[];

export const BOOK: Choice = { id: 'book', title: line('button_book') };
export const MY_BOOKINGS: Choice = { id: 'bookings', title: line('button_bookings') };
export const HELP: Choice = { id: 'help', title: line('button_help') };
export const START_OVER: Choice = { id: 'over', title: line('button_over') };

const footer = line('footer');

export function buttons(text: Lead, ...choices: readonly Choice[]): Say {
  return { text, choices: { open: line('choose'), sections: [{ choices }] } };
}

export function list(text: Lead, open: Line, choices: readonly Choice[]): Say {
  return { text, choices: { open, sections: [{ choices }] }, footer };
}

export function sayMenu(facts: Facts, lead: Lead): Say {
  const [next] = facts.upcoming;
  const hello = line('hello', { tenant: plain(facts.tenantName, 80), name: plain(facts.customerName, 40) });
  const greeting = [hello, ...(next ? [line('next_booking', appointmentOf(next))] : [])];
  const open = facts.services.length > 0;
  const text = [...(lead.length > 0 ? lead : greeting), open ? line('menu') : line('nothing_to_book')];
  return buttons(text, ...(open ? [BOOK] : []), MY_BOOKINGS, HELP);
}

export function sayServices(facts: Facts, lead: Lead): Say {
  const choices = facts.services.map((service) => ({
    id: choiceId('service', service.id),
    title: verbatim(nameOf(service)),
    description: line('service_about', aboutService(service)),
  }));
  return list([...lead, line('ask_service')], line('open_services'), choices);
}

export function sayPeople(facts: Facts, service: Service, lead: Lead): Say {
  const anyone = { id: choiceId('staff', ANYONE), title: line('anyone'), description: line('anyone_about') };
  const people = peopleFor(facts, service).map((person) => ({
    id: choiceId('staff', person.id),
    title: verbatim(nameOf(person)),
    ...(person.title === undefined ? {} : { description: verbatim(plain(person.title, 72)) }),
  }));
  return list([...lead, line('ask_person')], line('open_people'), [anyone, ...people]);
}

export function serviceChosen(service: Service): Line {
  return line('service_chosen', { service: nameOf(service), ...aboutService(service) });
}

function aboutService(service: Service) {
  return { minutes: service.durationMinutes, price: service.price, description: descriptionOf(service) };
}

/** Everything the customer confirms. Says until when the time is held, while the hold lasts. */
export function sayConfirmHold(facts: Facts, hold: Booking, lead: Lead): Say {
  const kept = hold.expiresAt > facts.now ? [line('kept_until', { time: wallOf(hold.expiresAt, facts.zone).time })] : [];
  return {
    ...buttons(
      [...lead, line('ask_confirm', appointmentOf(hold)), ...where(facts), ...kept],
      { id: choiceId('confirm', hold.id), title: line('button_confirm'), means: 'yes' },
      { id: choiceId('days', facts.today), title: line('button_other_time'), means: 'no' },
      START_OVER,
    ),
    bookingId: hold.id,
  };
}

export function sayBooked(facts: Facts, booking: Booking, key: 'booked' | 'moved' | 'already_booked'): Say {
  return aboutBooking(booking, [line(key, appointmentOf(booking)), ...where(facts), line('change_hint')]);
}

export function sayBooking(facts: Facts, booking: Booking, lead: Lead): Say {
  return aboutBooking(booking, [...lead, line('your_booking', appointmentOf(booking)), ...where(facts)]);
}

function aboutBooking(booking: Booking, text: Lead): Say {
  return {
    ...buttons(
      text,
      { id: choiceId('move', booking.id), title: line('button_move') },
      { id: choiceId('cancel', booking.id), title: line('button_cancel') },
      BOOK,
    ),
    bookingId: booking.id,
  };
}

export function sayBookings(facts: Facts, to: 'see' | 'move' | 'cancel', lead: Lead): Say {
  const ask = { see: line('your_bookings'), move: line('which_to_move'), cancel: line('which_to_cancel') }[to];
  const kind = { see: 'booking', move: 'move', cancel: 'cancel' }[to];
  const choices = facts.upcoming.map((booking) => {
    const { service, staff, date, time } = appointmentOf(booking);
    return {
      id: choiceId(kind, booking.id),
      title: line('moment', { date, time }),
      description: verbatim(`${service} · ${staff}`),
    };
  });
  return list([...lead, ask], line('open_bookings'), choices);
}

export function sayConfirmMove(
  facts: Facts,
  booking: Booking,
  to: { startsAt: number; staffId?: string | undefined },
  lead: Lead,
): Say {
  const when = wallOf(to.startsAt, facts.zone);
  return {
    ...buttons(
      [...lead, line('ask_move', { was: appointmentOf(booking), ...when })],
      { id: choiceId('shift', to.startsAt, to.staffId ?? ANYONE, booking.id), title: line('button_do_move'), means: 'yes' },
      { id: choiceId('days', facts.today), title: line('button_other_time') },
      { id: 'keep', title: line('button_keep'), means: 'no' },
    ),
    bookingId: booking.id,
  };
}

export function sayConfirmCancel(booking: Booking, lead: Lead): Say {
  return {
    ...buttons(
      [...lead, line('ask_cancel', appointmentOf(booking))],
      { id: choiceId('drop', booking.id), title: line('button_do_cancel'), means: 'yes' },
      { id: choiceId('move', booking.id), title: line('button_move') },
      { id: 'keep', title: line('button_keep'), means: 'no' },
    ),
    bookingId: booking.id,
  };
}

function where({ tenantName, address }: Facts): Lead {
  return address === undefined ? [] : [line('where', { tenant: plain(tenantName, 80), address: plain(address, 200) })];
}
