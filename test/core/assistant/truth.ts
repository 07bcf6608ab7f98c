import { expect } from 'vitest';
import type { Booking } from '#contracts/records/booking.ts';
import type { Service } from '#contracts/records/catalog.ts';
import type { Slot, SlotsAsk } from '#contracts/scheduling.ts';
import { readId } from '#core/dialogue/ids.ts';
import { wallOf } from '#core/dialogue/known.ts';
import type { Effect, Say } from '#core/dialogue/step.ts';
import type { Line } from '#core/texts/texts.ts';

/** What is so, read from the store after the turn. */
export interface Truth {
  readonly services: readonly Service[];
  /** The customer's, in any state. */
  readonly bookings: readonly Booking[];
  /** Of any service, before and after the turn. */
  readonly free: readonly (Slot & { readonly serviceId: string })[];
  readonly zone: string;
}

/** In which state a booking must be for these to be true. */
const ABOUT_BOOKINGS: Readonly<Record<string, readonly Booking['state'][]>> = {
  ask_confirm: ['held'],
  booked: ['confirmed'],
  already_booked: ['confirmed'],
  your_booking: ['confirmed'],
  next_booking: ['confirmed'],
  moving: ['confirmed'],
  moved: ['confirmed'],
  ask_cancel: ['confirmed'],
  cancelled: ['cancelled'],
};

/** Fails if anything that was said about a time, a price or a booking is not so. */
export function expectTrue(effects: readonly Effect[], truth: Truth): void {
  const searches = effects.flatMap((effect) => (effect.kind === 'find_slots' ? [effect.ask] : []));
  for (const effect of effects) {
    if (effect.kind !== 'say') continue;
    for (const line of linesOf(effect.say)) lineIsTrue(line, truth, searches[0]);
    for (const { id, title } of choicesOf(effect.say)) choiceIsTrue(id, title, truth);
  }
}

function lineIsTrue({ key, params }: Line, truth: Truth, search: SlotsAsk | undefined): void {
  const { bookings, services, free } = truth;
  const states = ABOUT_BOOKINGS[key];
  if (states) {
    const fits = bookings.filter(
      ({ state, date, time, serviceName }) =>
        states.includes(state) && date === params['date'] && time === params['time'] && serviceName === params['service'],
    );
    expect(fits, `${key} ${JSON.stringify(params)}`).not.toEqual([]);
    if (params['price'] !== undefined) expect(fits.map(({ price }) => price)).toContainEqual(params['price']);
  }
  if (key === 'ask_move') expect(bookings.map(({ date, time }) => ({ date, time }))).toContainEqual(pick(params['was']));
  if (key === 'ask_move' || key === 'time_is_free')
    expect(free.map(({ date, time }) => ({ date, time }))).toContainEqual(pick(params));
  if (key === 'still_held')
    expect(bookings.filter(({ state }) => state === 'held').map(({ date, time }) => ({ date, time }))).toContainEqual(
      pick(params),
    );
  if (key === 'kept_until') expect(bookings.map(({ expiresAt }) => wallOf(expiresAt, truth.zone).time)).toContain(params['time']);
  // Nothing is said to be taken that is free for the person and service that were looked for. The time of a booking is its own.
  const sought = free.filter(
    ({ serviceId, staffId, startsAt }) =>
      serviceId === search?.serviceId &&
      (search.staffId === undefined || staffId === search.staffId) &&
      !bookings.some((own) => own.id === search.exceptBookingId && own.startsAt === startsAt),
  );
  if (key === 'day_full') expect(sought.filter(({ date }) => date === params['date'])).toEqual([]);
  if (key === 'time_not_free')
    expect(sought.filter(({ date, time }) => date === search?.from && time === params['time'])).toEqual([]);
  if (['price_is', 'service_chosen', 'service_about'].includes(key))
    expect(services.map(({ price }) => price)).toContainEqual(params['price']);
  if (key === 'price_list') expect(params['services']).toEqual(services.map(({ name: service, price }) => ({ service, price })));
  expect(key).not.toBe('no_such_day');
}

/** A button with a time on it is an offer: somebody must be free then. */
function choiceIsTrue(id: string, title: Line, { free, bookings }: Truth): void {
  const { kind, first, second, third } = readId(id);
  if (kind === 'at') {
    const fits = free.filter(
      ({ startsAt, staffId, serviceId }) =>
        startsAt === Number(first) && serviceId === third && (second === '*' || staffId === second),
    );
    expect(fits, id).not.toEqual([]);
    if (title.params['time'] !== undefined) expect(fits[0]?.time).toBe(title.params['time']);
  } else if (kind === 'to' || kind === 'shift') {
    expect(
      free.map(({ startsAt }) => startsAt),
      id,
    ).toContain(Number(first));
  } else if (['booking', 'move', 'cancel', 'drop', 'confirm'].includes(kind)) {
    expect(
      bookings.map((booking) => booking.id),
      id,
    ).toContain(first);
  } else {
    expect(title.params, id).not.toHaveProperty('time');
  }
}

function linesOf({ text, footer, choices }: Say): readonly Line[] {
  const of = (choices?.sections ?? []).flatMap((section) => section.choices);
  return [
    ...text,
    ...(footer ? [footer] : []),
    ...of.flatMap(({ title, description }) => [title, ...(description ? [description] : [])]),
  ];
}

function choicesOf({ choices }: Say) {
  return (choices?.sections ?? []).flatMap((section) => section.choices);
}

function pick(params: unknown): unknown {
  const { date, time } = params as { readonly date: string; readonly time: string };
  return { date, time };
}
