import type { Wish } from '#contracts/meaning.ts';
import { asks, go, release, rest } from './go.ts';
import { handedOver } from './hand-over.ts';
import { ANYONE, readId } from './ids.ts';
import { appointmentOf, draftToMove, holdOf, peopleFor, serviceOf, upcomingOf } from './known.ts';
import { omit } from './omit.ts';
import { backFrom, resumed } from './places.ts';
import { seek } from './seek.ts';
import { BOOK, MY_BOOKINGS, buttons, sayBooked } from './says.ts';
import type { DialogueState } from './state.ts';
import type { Facts, Step } from './step.ts';
import { startBooking, takeService, takeStart } from './take.ts';
import { line } from '#core/texts/texts.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Handles a tap on any message, old or new. The choice is carried out if it still makes sense, even if something else is being
 * asked. `undefined` if it does not.
 */
export function onChoice(state: DialogueState, facts: Facts, id: string): Step | undefined {
  const tapped = readId(id);
  return onWord(state, facts, tapped.kind) ?? onDraft(state, facts, tapped) ?? onBooking(state, facts, tapped);
}

function onWord(state: DialogueState, facts: Facts, word: string): Step | undefined {
  switch (word) {
    case 'menu':
    case 'over':
      return go(state, facts, { at: 'menu' });
    case 'book':
      return startBooking(state, facts);
    case 'services':
      return go(state, facts, { at: 'services' });
    case 'bookings':
      return showBookings(state, facts, 'see');
    case 'help':
      return go(state, facts, state.view, { lead: [line('help')] });
    case 'back':
      return backFrom(state, facts);
    case 'continue':
      return go(state, facts, resumed(state, facts));
    case 'keep':
      return keep(state, facts);
    default:
      return undefined;
  }
}

type Tapped = ReturnType<typeof readId>;

function onDraft(state: DialogueState, facts: Facts, { kind, first, second, third }: Tapped): Step | undefined {
  const drafted = serviceOf(facts, state.draft?.serviceId);
  switch (kind) {
    case 'service': {
      const service = serviceOf(facts, first);
      if (service) return takeService(state, facts, service);
      return go(state, facts, { at: 'services' }, { lead: [line('service_gone')] });
    }
    case 'people':
      return drafted && go(state, facts, { at: 'people' });
    case 'staff':
      return drafted && takePerson(state, facts, first);
    case 'days':
      return drafted && isDay(first) ? go(state, facts, { at: 'days', from: first }) : undefined;
    case 'before':
      return drafted && isDay(first) ? go(state, facts, { at: 'days_before', until: first }) : undefined;
    case 'day':
      if (!drafted || !isDay(first)) return undefined;
      return state.wish ? seekDay(state, facts, { ...state.wish, date: first }) : go(state, facts, { at: 'times', date: first });
    case 'time':
      return drafted && isDay(first) && isTime(second) ? seekDay(state, facts, { date: first, time: second }) : undefined;
    case 'person':
      return handedOver(state);
    case 'at': {
      const service = serviceOf(facts, third);
      const startsAt = startOf(first);
      if (!service || startsAt === undefined) return undefined;
      const staffId = second === ANYONE ? undefined : second;
      const draft = { serviceId: service.id, ...(staffId === undefined ? {} : { staffId }) };
      return takeStart({ ...state, draft }, facts, startsAt, staffId);
    }
    case 'more':
      return /^\d{1,3}$/.test(first) ? go(state, facts, state.view, { page: Number(first) }) : undefined;
    default:
      return undefined;
  }
}

export function takePerson(state: DialogueState, facts: Facts, person: string): Step | undefined {
  const service = serviceOf(facts, state.draft?.serviceId);
  if (!service || !state.draft) return undefined;
  if (person !== ANYONE && !peopleFor(facts, service).some(({ id }) => id === person)) return undefined;
  const draft = omit(state.draft, 'staffId');
  const chosen = person === ANYONE ? draft : { ...draft, staffId: person };
  if (state.wish) return seek({ ...state, draft: chosen }, facts, state.wish);
  return go({ ...state, draft: chosen }, facts, { at: 'days', from: facts.today });
}

function onBooking(state: DialogueState, facts: Facts, { kind, first, second, third }: Tapped): Step | undefined {
  switch (kind) {
    case 'confirm': {
      const booked = upcomingOf(facts, first);
      if (booked) return rest(state, facts, sayBooked(facts, booked, 'already_booked'));
      if (state.holdId !== first) return undefined;
      return holdOf(state, facts)
        ? asks(state, { kind: 'confirm', bookingId: first }, { for: 'confirm' })
        : go(state, facts, { at: 'confirm_hold' });
    }
    case 'booking':
      return go(state, facts, { at: 'booking', bookingId: first });
    case 'move':
      return startMove(state, facts, first);
    case 'cancel':
      return go(state, facts, { at: 'confirm_cancel', bookingId: first });
    case 'drop':
      if (!upcomingOf(facts, first)) return go(state, facts, { at: 'confirm_cancel', bookingId: first });
      return asks(state, { kind: 'cancel', bookingId: first }, { for: 'cancel', bookingId: first });
    case 'to': {
      const booking = upcomingOf(facts, third);
      const startsAt = startOf(first);
      if (!booking || startsAt === undefined) return startMove(state, facts, third);
      const staffId = second === ANYONE ? undefined : second;
      const draft = state.draft?.movingId === third ? state.draft : draftToMove(booking);
      return takeStart({ ...state, draft }, facts, startsAt, staffId);
    }
    case 'shift': {
      const startsAt = startOf(first);
      if (!upcomingOf(facts, third) || startsAt === undefined) return startMove(state, facts, third);
      const person = second === ANYONE ? {} : { staffId: second };
      return asks(state, { kind: 'move', bookingId: third, startsAt, ...person }, { for: 'move', bookingId: third });
    }
    default:
      return undefined;
  }
}

export function startMove(state: DialogueState, facts: Facts, bookingId: string): Step {
  const booking = upcomingOf(facts, bookingId);
  if (!booking) return go(state, facts, { at: 'booking', bookingId });
  const lead = [line('moving', appointmentOf(booking))];
  const next = { ...state, draft: draftToMove(booking) };
  return state.wish ? seek(next, facts, state.wish, { lead }) : go(next, facts, { at: 'days', from: facts.today }, { lead });
}

/** Shows the bookings to see, move or cancel. If there is only one, goes straight to it. */
export function showBookings(state: DialogueState, facts: Facts, to: 'see' | 'move' | 'cancel'): Step {
  const [only, ...others] = facts.upcoming;
  if (!only || others.length > 0) return go(state, facts, { at: 'bookings', to });
  if (to === 'move') return startMove(state, facts, only.id);
  return go(state, facts, { at: to === 'see' ? 'booking' : 'confirm_cancel', bookingId: only.id });
}

function keep(state: DialogueState, facts: Facts): Step {
  return rest(state, facts, buttons([line('kept')], MY_BOOKINGS, BOOK));
}

/** A day or time that was asked about because it could have been either. */
function seekDay(state: DialogueState, facts: Facts, wish: Wish): Step {
  if (state.holdId !== undefined && state.looking !== true) return release(state, facts, { seek: wish, lead: [] });
  return seek(state, facts, wish);
}

function isTime(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text);
}

function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00Z`));
}

/** Parses the start in a choice id: milliseconds, at most 14 digits so that it stays a valid date. */
function startOf(text: string): number | undefined {
  return /^\d{1,14}$/.test(text) ? Number(text) : undefined;
}
