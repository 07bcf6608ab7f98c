import type { SlotsAsk } from '#contracts/scheduling.ts';
import { holdOf, plusDays, serviceOf, upcomingOf } from './known.ts';
import { omit } from './omit.ts';
import { seek } from './seek.ts';
import { sayAlternatives } from './says-times.ts';
import {
  sayBooked,
  sayBooking,
  sayBookings,
  sayConfirmCancel,
  sayConfirmHold,
  sayConfirmMove,
  sayMenu,
  sayPeople,
  sayServices,
} from './says.ts';
import { BOOK, HELP, buttons } from './says.ts';
import { type AfterRelease, type Asking, type DialogueState, MOST_OFFERED, type View } from './state.ts';
import type { AskingEffect, Facts, Say, Step } from './step.ts';
import { type Line, line, textsOf, write } from '#core/texts/texts.ts';

export interface Manner {
  readonly lead?: readonly Line[];
  readonly page?: number;
  /** Take the earliest start without asking for a day. */
  readonly earliest?: boolean;
}

/** Views that keep the hold. Going to any other view releases it first. */
const KEEPS_HOLD: readonly View['at'][] = ['confirm_hold', 'bookings', 'booking', 'confirm_cancel'];
/** And these, for as long as the customer only asked for other times. */
const LOOKS_AROUND: readonly View['at'][] = ['people', 'days', 'days_before', 'times', 'alternatives'];

function keepsHold({ looking }: DialogueState, { at }: View): boolean {
  return KEEPS_HOLD.includes(at) || (looking === true && LOOKS_AROUND.includes(at));
}

/** Goes to a view of the dialogue. If something is missing for it, asks for that first. */
export function go(state: DialogueState, facts: Facts, view: View, { lead = [], page = 0, earliest = false }: Manner = {}): Step {
  if (state.holdId !== undefined && !keepsHold(state, view)) return release(state, facts, { go: view, lead, page, earliest });
  const service = serviceOf(facts, state.draft?.serviceId);
  const paged = (say: Say) => said({ ...state, view }, facts, page > 0 ? { ...say, page } : say);
  switch (view.at) {
    case 'menu':
      return said({ ...withoutDraft(state), view }, facts, sayMenu(facts, lead));
    case 'services':
      if (facts.services.length === 0) return go(withoutDraft(state), facts, { at: 'menu' }, { lead: [...lead] });
      return paged(sayServices(facts, lead));
    case 'bookings':
      if (facts.upcoming.length === 0) return noBookings(state, facts, lead);
      return paged(sayBookings(facts, view.to, lead));
    case 'booking':
    case 'confirm_cancel': {
      const booking = upcomingOf(facts, view.bookingId);
      if (!booking) return bookingGone(state, facts);
      return paged(view.at === 'booking' ? sayBooking(facts, booking, lead) : sayConfirmCancel(booking, lead));
    }
    case 'confirm_move': {
      const booking = upcomingOf(facts, view.bookingId);
      return booking ? paged(sayConfirmMove(facts, booking, view, lead)) : bookingGone(withoutDraft(state), facts);
    }
    case 'confirm_hold': {
      const hold = holdOf(state, facts);
      if (hold) return said({ ...omit(state, 'looking'), view }, facts, sayConfirmHold(facts, hold, lead));
      if (facts.held?.state === 'confirmed')
        return said({ ...withoutDraft(state), view: { at: 'menu' } }, facts, sayBooked(facts, facts.held, 'already_booked'));
      return go(withoutHold(state), facts, { at: 'days', from: facts.today }, { lead: [line('hold_gone')] });
    }
  }
  if (!state.draft || !service)
    return go(withoutDraft(state), facts, { at: 'services' }, { lead: state.draft ? [line('service_gone')] : lead });
  if (state.draft.movingId !== undefined && !upcomingOf(facts, state.draft.movingId))
    return bookingGone(withoutDraft(state), facts);
  const last = plusDays(facts.today, service.horizonDays);
  switch (view.at) {
    case 'people':
      return paged(sayPeople(facts, service, lead));
    case 'alternatives':
      return paged(sayAlternatives(facts, state.draft, view.starts, lead));
    case 'times':
      if (view.date < facts.today || view.date > last) {
        const why = view.date < facts.today ? 'past' : 'beyond_horizon';
        return go(state, facts, { at: 'days', from: facts.today }, { lead: [line('not_free', { why })] });
      }
      return findSlots({ ...state, view }, view.date, view.date, { for: 'times', date: view.date, lead, page });
    case 'days': {
      const from = clamp(view.from, facts.today, last);
      const search = {
        for: 'days',
        from,
        to: clamp(plusDays(from, 6), from, last),
        round: 1,
        wanted: { at: 'days', from },
        earliest,
        lead,
        page,
      } as const;
      return findSlots({ ...state, view: search.wanted }, search.from, search.to, search);
    }
    case 'days_before': {
      const until = clamp(view.until, facts.today, plusDays(last, 1));
      if (until <= facts.today) return go(state, facts, { at: 'days', from: facts.today }, { lead, page });
      const from = clamp(plusDays(until, -7), facts.today, until);
      const search = {
        for: 'days',
        from,
        to: plusDays(until, -1),
        round: 1,
        wanted: { at: 'days_before', until },
        earliest,
        lead,
        page,
      } as const;
      return findSlots({ ...state, view: search.wanted }, search.from, search.to, search);
    }
  }
}

export function clamp(date: string, from: string, to: string): string {
  return date < from ? from : date > to ? to : date;
}

export function findSlots(state: DialogueState, from: string, to: string, asking: Asking): Step {
  const { serviceId = '', staffId, movingId } = state.draft ?? {};
  const ask: SlotsAsk = {
    serviceId,
    from,
    to,
    ...(staffId === undefined ? {} : { staffId }),
    ...(movingId === undefined ? {} : { exceptBookingId: movingId }),
  };
  return asks(state, { kind: 'find_slots', ask }, asking);
}

export function asks(state: DialogueState, effect: AskingEffect, asking: Asking): Step {
  return { state: { ...state, asking }, effects: [effect] };
}

/** Ends the turn with a message. Remembers the titles offered, up to `MOST_OFFERED`, so that the customer can type one. */
export function said(state: DialogueState, facts: Facts, plain: Say): Step {
  const say = state.looking === true && state.holdId !== undefined ? withHeld(state, facts, plain) : plain;
  const texts = textsOf(facts.locale, facts.region);
  const offered = (say.choices?.sections ?? [])
    .flatMap(({ choices }) => choices)
    .filter(({ id }) => id.length <= 200)
    .slice(0, MOST_OFFERED)
    .map(({ id, title, means }) => ({ id, title: write(title, texts).slice(0, 80), ...(means ? { means } : {}) }));
  return { state: { ...omit(state, 'asking'), offered }, effects: [{ kind: 'say', say }] };
}

/** While the customer looks at other times, the held one stays among the choices. */
function withHeld(state: DialogueState, facts: Facts, say: Say): Say {
  const hold = holdOf(state, facts);
  const { choices } = say;
  if (!hold || !choices) return say;
  const keep = { id: 'continue', title: line('button_keep_held') };
  const [last, ...before] = choices.sections.toReversed();
  const sections = [...before.toReversed(), { ...last, choices: [...(last?.choices ?? []), keep] }];
  return {
    ...say,
    text: [...say.text, line('still_held', { date: hold.date, time: hold.time })],
    choices: { ...choices, sections },
  };
}

/** Releases the hold before going on. A hold that has become a booking is left alone. */
export function release(state: DialogueState, facts: Facts, next: AfterRelease): Step {
  const hold = holdOf(state, facts);
  if (hold?.state !== 'held') return released(withoutHold(state), facts, next);
  return asks(state, { kind: 'cancel', bookingId: hold.id }, { for: 'release', next });
}

export function released(state: DialogueState, facts: Facts, next: AfterRelease): Step {
  if ('go' in next) return go(state, facts, next.go, next);
  if ('seek' in next) return seek(state, facts, next.seek, { lead: next.lead });
  if (!state.draft) return go(state, facts, { at: 'services' });
  return asks(state, { kind: 'hold', serviceId: state.draft.serviceId, ...next.hold }, { for: 'hold', lead: next.lead });
}

export function withoutHold(state: DialogueState): DialogueState {
  return omit(state, 'holdId', 'looking');
}

export function withoutDraft(state: DialogueState): DialogueState {
  return omit(state, 'draft', 'holdId', 'looking', 'wish');
}

/** Returns to the menu after something is done. A draft with a hold is kept, so that the customer can continue. */
export function rest(state: DialogueState, facts: Facts, say: Say): Step {
  return said({ ...(state.holdId === undefined ? withoutDraft(state) : state), view: { at: 'menu' } }, facts, say);
}

/** Answers a side question. The current question stays open. */
export function aside(state: DialogueState, say: Say): Step {
  return { state: omit(state, 'asking'), effects: [{ kind: 'say', say }] };
}

function noBookings(state: DialogueState, facts: Facts, lead: readonly Line[]): Step {
  const say = buttons([...lead, line('no_bookings')], ...(facts.services.length > 0 ? [BOOK] : []), HELP);
  return said({ ...state, view: { at: 'bookings', to: 'see' } }, facts, say);
}

function bookingGone(state: DialogueState, facts: Facts): Step {
  return go(state, facts, { at: 'bookings', to: 'see' }, { lead: [line('booking_gone')] });
}
