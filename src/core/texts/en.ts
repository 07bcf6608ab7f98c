import type { NoSlot } from '#contracts/scheduling.ts';
import type { Money } from '#contracts/records/catalog.ts';
import type { Formats } from './format.ts';

export interface Appointment {
  readonly service: string;
  readonly staff: string;
  readonly date: string;
  readonly time: string;
  readonly minutes: number;
  readonly price: Money;
}

type Span = { readonly from: string; readonly to: string };
type Day = { readonly date: string };
type Moment = { readonly date: string; readonly time: string };

export function en(f: Formats) {
  const appointment = ({ service, staff, date, time, minutes, price }: Appointment) =>
    `*${service}*\n${staff}\n${f.day(date)}, ${f.time(time)}\n${f.duration(minutes)} · ${f.money(price)}`;

  return {
    verbatim: ({ text }: { readonly text: string }) => text,

    hello: ({ tenant, name }: { readonly tenant: string; readonly name: string }) =>
      `${name === '' ? 'Hi!' : `Hi ${name}!`} This is *${tenant}*.`,
    menu: () => 'How can we help?',
    next_booking: ({ service, date, time }: Pick<Appointment, 'service' | 'date' | 'time'>) =>
      `Your next appointment: ${service}, ${f.day(date)}, ${f.time(time)}.`,
    nothing_to_book: () => 'Sorry, you can’t book here at the moment. Please contact us directly.',
    button_book: () => 'Book appointment',
    button_bookings: () => 'My bookings',
    button_help: () => 'Help',

    ask_service: () => 'Which service would you like?',
    open_services: () => 'Services',
    service_about: ({
      minutes,
      price,
      description,
    }: {
      readonly minutes: number;
      readonly price: Money;
      readonly description: string;
    }) => [f.duration(minutes), f.money(price), description].filter((part) => part !== '').join(' · '),
    service_chosen: ({
      service,
      minutes,
      price,
      description,
    }: {
      readonly service: string;
      readonly minutes: number;
      readonly price: Money;
      readonly description: string;
    }) => [`*${service}* · ${f.duration(minutes)} · ${f.money(price)}`, description].filter((part) => part !== '').join('\n'),

    ask_person: () => 'Who would you like?',
    open_people: () => 'People',
    anyone: () => 'Anyone',
    anyone_about: () => 'No preference',

    ask_day: () => 'Which day works for you?',
    open_days: () => 'Days',
    earliest: () => 'Earliest',
    moment: ({ date, time }: Moment) => f.moment(date, time),
    day_title: ({ date }: Day) => f.shortDay(date),
    day_about: ({ count, first, last }: { readonly count: number; readonly first: string; readonly last: string }) =>
      count === 1 ? f.time(first) : `${count} times, ${f.time(first)} – ${f.time(last)}`,
    next_week: () => 'Next week',
    previous_week: () => 'Previous week',
    none_between: ({ from, to }: Span) =>
      from === to ? `We have nothing free on ${f.day(from)}.` : `We have nothing free from ${f.day(from)} to ${f.day(to)}.`,
    none_from: ({ date }: Day) => `We have nothing free from ${f.day(date)} onward. Here are the days before that:`,
    no_times: ({ service, staff }: { readonly service: string; readonly staff: string }) =>
      staff === ''
        ? `Sorry, we have no free times for *${service}* at the moment.`
        : `Sorry, ${staff} has no free times for *${service}* at the moment.`,
    button_other_person: () => 'Someone else',
    button_other_service: () => 'Another service',

    ask_time: ({ date }: Day) => `These times are free on *${f.day(date)}*. Pick one, or type a time like ${f.time('16:30')}.`,
    open_times: () => 'Times',
    time_title: ({ time }: { readonly time: string }) => f.time(time),
    morning: () => 'Morning',
    afternoon: () => 'Afternoon',
    evening: () => 'Evening',
    other_day: () => 'Another day',
    day_full: ({ date }: Day) => `We have nothing free on ${f.day(date)}.`,
    time_not_free: ({ time }: { readonly time: string }) => `Sorry, ${f.time(time)} isn’t free.`,

    ask_confirm: (what: Appointment) => `Would you like to book this?\n\n${appointment(what)}`,
    kept_until: ({ time }: { readonly time: string }) => `We’ll hold this time for you until ${f.time(time)}.`,
    button_confirm: () => 'Confirm',
    button_other_time: () => 'Another time',
    button_over: () => 'Start over',
    booked: (what: Appointment) => `✅ You’re booked!\n\n${appointment(what)}`,
    already_booked: (what: Appointment) => `You’ve already booked this.\n\n${appointment(what)}`,
    where: ({ tenant, address }: { readonly tenant: string; readonly address: string }) => `${tenant}, ${address}`,
    change_hint: () => 'Need to change or cancel it? Just reply to this message.',
    button_move: () => 'Reschedule',
    button_cancel: () => 'Cancel booking',

    not_free: ({ why }: { readonly why: NoSlot }) =>
      (
        {
          past: 'That time has already passed.',
          notice_too_short: 'Sorry, that’s too short notice for us.',
          beyond_horizon: 'Sorry, we don’t take bookings that far ahead.',
          closed: 'Sorry, we’re closed at that time.',
          off: 'Sorry, nobody is working at that time.',
          break: 'Sorry, that time is during a break.',
          taken: 'Sorry, that time has just been taken.',
          held: 'Sorry, someone else is booking that time right now.',
          service_limit: 'Sorry, this service is fully booked that day.',
          staff_limit: 'Sorry, that day is fully booked.',
          no_such_start: 'Sorry, no appointments start at that time.',
        } satisfies Record<NoSlot, string>
      )[why],
    ask_alternative: () => 'Here are the closest free times:',

    your_bookings: () => 'Your upcoming bookings:',
    which_to_move: () => 'Which booking would you like to reschedule?',
    which_to_cancel: () => 'Which booking would you like to cancel?',
    open_bookings: () => 'Bookings',
    no_bookings: () => 'You have no upcoming bookings.',
    your_booking: (what: Appointment) => `Your booking:\n\n${appointment(what)}`,
    moving: ({ service, date, time }: Pick<Appointment, 'service' | 'date' | 'time'>) =>
      `Let’s find a new time for *${service}* (${f.day(date)}, ${f.time(time)}).`,
    ask_move: ({ was, date, time }: { readonly was: Appointment } & Moment) =>
      `Would you like to reschedule this?\n\n${appointment(was)}\n\nNew time: *${f.day(date)}, ${f.time(time)}*`,
    button_do_move: () => 'Yes, reschedule',
    button_keep: () => 'No, keep it',
    moved: (what: Appointment) => `✅ Your booking has been rescheduled.\n\n${appointment(what)}`,
    ask_cancel: (what: Appointment) => `Would you like to cancel this booking?\n\n${appointment(what)}`,
    button_do_cancel: () => 'Yes, cancel it',
    cancelled: ({ service, date, time }: Pick<Appointment, 'service' | 'date' | 'time'>) =>
      `Your booking has been cancelled: ${service}, ${f.day(date)}, ${f.time(time)}.`,
    kept: () => 'OK, nothing has changed.',
    nothing_was_booked: () => 'OK, nothing has been booked.',

    not_understood: () => 'Sorry, I didn’t understand that.',
    stuck: () =>
      'Sorry, I still don’t understand. Please pick one of the options below, or type *start over* or *help*. If that doesn’t work, please contact us directly.',
    stale: () => 'That option has expired.',
    media_unread: () => 'Thanks! I can only read text, though. Please type what you need.',
    voice_unheard: () => 'Sorry, I can’t listen to voice messages. Could you type it instead?',
    help: () =>
      'You can type these at any time:\n• *book*: make an appointment\n• *my bookings*: see, reschedule or cancel\n• *earliest*: get the first free time\n• *location*: find us\n• *back* or *start over*\n• *person*: how to reach someone',
    person: () =>
      'I’m an automated assistant and can’t put you through to someone here. Please contact us directly, or type *location* to find us.',
    service_gone: () => 'Sorry, we no longer offer that service.',
    booking_gone: () => 'That booking is no longer active.',
    hold_gone: () => 'We’re no longer holding that time for you.',
    resume: ({ service }: { readonly service: string }) =>
      `Welcome back! You were booking *${service}*. Continue where you left off?`,
    button_continue: () => 'Continue',
    no_address: () => 'Sorry, I don’t have our address here. Please contact us directly.',
    no_pictures: () => 'Sorry, we have no photos to show you yet.',
    footer: () => 'Type back, start over or help at any time',

    more: () => 'More…',
    choose: () => 'Choose',
    reply_with_number: () => 'Reply with a number.',
  };
}
