import { go } from './go.ts';
import { holdOf, peopleFor, plusDays, serviceOf, wallOf } from './known.ts';
import type { DialogueState, View } from './state.ts';
import type { Facts, Step } from './step.ts';

const OF_A_DRAFT: readonly View['at'][] = [
  'people',
  'days',
  'days_before',
  'times',
  'alternatives',
  'confirm_hold',
  'confirm_move',
];

/** Where to continue an open draft: at its last question, even if the customer has looked at something else since. */
export function resumed(state: DialogueState, facts: Facts): View {
  if (!state.draft) return { at: 'menu' };
  if (state.looking === true && state.holdId !== undefined) return { at: 'confirm_hold' };
  if (OF_A_DRAFT.includes(state.view.at)) return state.view;
  return state.holdId === undefined ? { at: 'days', from: facts.today } : { at: 'confirm_hold' };
}

/** Goes one step back. This releases a held time. */
export function backFrom(state: DialogueState, facts: Facts): Step {
  return go(state, facts, before(state, facts));
}

function before(state: DialogueState, facts: Facts): View {
  const { view } = state;
  switch (view.at) {
    case 'menu':
    case 'services':
      return { at: 'menu' };
    case 'people':
      return beforePeople(state, facts);
    case 'days':
    case 'days_before': {
      const service = serviceOf(facts, state.draft?.serviceId);
      return service && peopleFor(facts, service).length > 1 && state.draft?.movingId === undefined
        ? { at: 'people' }
        : beforePeople(state, facts);
    }
    case 'times':
      return weekOf(view.date, facts);
    case 'alternatives':
      return { at: 'days', from: facts.today };
    case 'confirm_hold': {
      const hold = holdOf(state, facts);
      return hold ? { at: 'times', date: hold.date } : { at: 'days', from: facts.today };
    }
    case 'confirm_move':
      return { at: 'times', date: wallOf(view.startsAt, facts.zone).date };
    case 'bookings':
      return resumed(state, facts);
    case 'booking':
      return facts.upcoming.length > 1
        ? { at: 'bookings', to: 'see' }
        : resumed({ ...state, view: { at: 'bookings', to: 'see' } }, facts);
    case 'confirm_cancel':
      return { at: 'booking', bookingId: view.bookingId };
  }
}

function beforePeople({ draft }: DialogueState, facts: Facts): View {
  if (draft?.movingId !== undefined) return { at: 'booking', bookingId: draft.movingId };
  return facts.services.length > 1 ? { at: 'services' } : { at: 'menu' };
}

/** The week to show when going back from a day: the first week, or the one that starts with the day. */
function weekOf(date: string, facts: Facts): View {
  return { at: 'days', from: date < plusDays(facts.today, 7) ? facts.today : date };
}
