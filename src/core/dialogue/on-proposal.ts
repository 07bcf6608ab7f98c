import type { Meaning } from '#contracts/meaning.ts';
import { offTopic } from './answers.ts';
import { saysWhen } from './fits.ts';
import { said } from './go.ts';
import { choiceId } from './ids.ts';
import { holdOf, nameOf, serviceOf } from './known.ts';
import { type Place, onMeaning, wishOf } from './on-meaning.ts';
import { buttons } from './says.ts';
import type { View } from './state.ts';
import type { Choice, Step } from './step.ts';
import { ANYONE_WILL_DO } from './take.ts';
import { line, verbatim } from '#core/texts/texts.ts';

const CONFIRMS: readonly View['at'][] = ['confirm_hold', 'confirm_move', 'confirm_cancel'];

/**
 * What is done about a meaning that a model has proposed: it may look, show, ask and hold a free time. What books, moves or cancels, or
 * gives up a held time or what was chosen so far, takes a tap or words that the rules are sure of: such a proposal counts as not
 * understood, and the customer is shown the buttons again.
 */
export function onProposal(place: Place, meaning: Meaning): Step | undefined {
  const { state, facts } = place;
  const held = state.holdId !== undefined;
  // Also when something else was offered since: the question still stands.
  const waits = held || CONFIRMS.includes(state.view.at) || state.offered.some(({ means }) => means !== undefined);
  switch (meaning.intent) {
    case 'confirm':
      return undefined;
    case 'deny':
    case 'back':
    case 'start_over':
      return waits ? undefined : onMeaning(place, meaning);
    case 'cancel':
    case 'reschedule':
      return waits || state.draft ? undefined : onMeaning(place, meaning);
    case 'book':
      if (state.view.at === 'confirm_cancel') return undefined;
      return held ? besideHeld(place, meaning) : onMeaning(place, meaning);
    case 'greeting':
    case 'help':
      return held && state.view.at === 'menu' ? undefined : onMeaning(place, meaning);
    case 'other':
      return offTopic(state, facts);
    default:
      return onMeaning(place, meaning);
  }
}

/** Other times are looked at while the held one stays. Another service or person would need it released, so that is asked first. */
function besideHeld(place: Place, meaning: Meaning): Step | undefined {
  const { state, facts } = place;
  const hold = holdOf(state, facts);
  if (!hold) return undefined;
  const service = serviceOf(facts, meaning.services?.[0]);
  const person = meaning.staff === ANYONE_WILL_DO ? undefined : facts.staff.find(({ id }) => id === meaning.staff);
  const others: Choice[] = [
    ...(service && service.id !== hold.serviceId
      ? [{ id: choiceId('service', service.id), title: verbatim(nameOf(service)) }]
      : []),
    ...(person && person.id !== hold.staffId ? [{ id: choiceId('staff', person.id), title: verbatim(nameOf(person)) }] : []),
  ];
  if (others.length === 0) return onMeaning(place, meaning);
  const keep = { id: 'continue', title: line('button_keep_held') };
  // A tap on one of them keeps the day and time that were held, or wanted.
  const { staff: _staff, ...when } = wishOf(meaning);
  const wish = saysWhen(when) ? when : { date: hold.date, time: hold.time };
  const choices = [...others, ...(state.looking === true ? [] : [keep])];
  return said({ ...state, wish }, facts, buttons([line('which_do_you_mean')], ...choices));
}
