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

interface OpenDay {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly spans: readonly { readonly from: string; readonly until: string }[];
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
    stuck: () => 'Sorry, I still don’t understand. Would you like someone from our team to reply here?',
    button_person: () => 'Talk to a person',
    cannot_tell: () => 'I do not know that. Someone from our team does: write *person* and they will reply here.',
    cannot_tell_rest: () => 'I do not know the rest. Someone from our team does: write *person* and they will reply here.',
    more_from_team: () => 'For anything else about it, write *person* and someone from our team will reply here.',
    we_offer: ({ names }: { readonly names: readonly string[] }) =>
      `We offer: ${f.list(names)}. For anything else, write *person* and someone from our team will reply here.`,
    off_topic: ({ tenant }: { readonly tenant: string }) => `I can only help with appointments and questions about *${tenant}*.`,
    late_passed_on: () => 'Thanks for letting us know. I have told the team.',
    stop_passed_on: () => 'OK. I have told our team that you want no more messages.',
    complaint_passed_on: () => 'I am sorry about that. I have told our team, and someone will reply here.',
    price_is: ({ service, price }: { readonly service: string; readonly price: Money }) =>
      `*${service}* costs ${f.money(price)}.`,
    price_list: ({ services }: { readonly services: readonly { readonly service: string; readonly price: Money }[] }) =>
      `Our prices:\n${services.map(({ service, price }) => `• ${service}: ${f.money(price)}`).join('\n')}`,
    lasts: ({ service, minutes }: { readonly service: string; readonly minutes: number }) =>
      `*${service}* takes ${f.duration(minutes)}.`,
    over_at: ({ time }: { readonly time: string }) => `You would be done at ${f.time(time)}.`,
    hours_are: ({ days }: { readonly days: readonly OpenDay[] }) =>
      days
        .map(({ weekday, spans }) =>
          spans.length === 0
            ? `${f.weekday(weekday)}: closed`
            : `${f.weekday(weekday)}: ${spans.map(({ from, until }) => `${f.time(from)} – ${f.time(until)}`).join(', ')}`,
        )
        .join('\n'),
    hours_on: ({ date, spans }: { readonly date: string; readonly spans: OpenDay['spans'] }) =>
      `${f.day(date)}: ${spans.length === 0 ? 'closed' : spans.map(({ from, until }) => `${f.time(from)} – ${f.time(until)}`).join(', ')}`,
    who_does: ({ service, names }: { readonly service: string; readonly names: readonly string[] }) =>
      `*${service}* is done by ${f.list(names)}.`,
    who_we_are: ({ names }: { readonly names: readonly string[] }) => `Our team: ${f.list(names)}.`,
    does_not_do: ({ staff, service }: { readonly staff: string; readonly service: string }) =>
      `${staff} does not do *${service}*.`,
    works_on: ({ staff, weekdays }: { readonly staff: string; readonly weekdays: readonly number[] }) =>
      `${staff} usually works on ${f.list(weekdays.map(f.weekday))}.`,
    works_that_day: ({ staff, weekday, works }: { readonly staff: string; readonly weekday: number; readonly works: boolean }) =>
      works ? `${staff} usually works on ${f.weekday(weekday)}.` : `${staff} does not usually work on ${f.weekday(weekday)}.`,
    one_service: ({ service }: { readonly service: string }) =>
      `I can book one service at a time. Let us start with *${service}*.`,
    one_person: () => 'I can book for one person at a time. For a group, write *person* and our team will help.',
    one_visit: () => 'I can book one visit at a time. Let us find the first one.',
    no_such_day: () => 'That day does not exist.',
    which_do_you_mean: () => 'Which one do you mean?',
    from_day: ({ date }: Day) => `From ${f.shortDay(date)}`,
    nothing_fits: () => 'What would suit you better? Write it in your own words, or talk to our team.',
    none_fits: ({ from, to }: Span) =>
      from === to
        ? `Nothing that fits is free on ${f.day(from)}.`
        : `Nothing that fits is free from ${f.day(from)} to ${f.day(to)}.`,
    none_then: () => 'Nothing is free then. These are the free times of that day:',
    these_fit: () => 'These times are free:',
    time_is_free: ({ date, time }: Moment) => `${f.moment(date, time)} is free. Would you like that instead?`,
    still_held: ({ date, time }: Moment) => `We still keep ${f.moment(date, time)} for you.`,
    button_keep_held: () => 'Keep what I have',
    stale: () => 'That option has expired.',
    media_unread: () => 'Thanks! I can only read text, though. Please type what you need.',
    voice_unheard: () => 'Sorry, I can’t listen to voice messages. Could you type it instead?',
    help: () =>
      'You can type these at any time:\n• *book*: make an appointment\n• *my bookings*: see, reschedule or cancel\n• *earliest*: get the first free time\n• *location*: find us\n• *back* or *start over*\n• *person*: leave the chat to our team',
    person: () =>
      'I’ve passed this chat on to our team and won’t answer here myself for now. Someone will read it and write back to you.',
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
