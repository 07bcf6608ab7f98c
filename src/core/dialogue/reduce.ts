import { isAgentChoice } from '#core/messaging/agent-choices.ts';
import { saysWhen } from './fits.ts';
import { go, said } from './go.ts';
import { onChoice } from './on-choice.ts';
import { omit } from './omit.ts';
import { type Place, askToResume, onMeaning } from './on-meaning.ts';
import { onProposal } from './on-proposal.ts';
import { onOutcome } from './on-outcome.ts';
import { START_OVER, buttons } from './says.ts';
import type { DialogueState } from './state.ts';
import type { Facts, Heard, Input, Step } from './step.ts';
import { type Line, line } from '#core/texts/texts.ts';

/** After a pause longer than this, the bot asks whether to continue an open draft. Milliseconds. */
const PAUSE = 30 * 60_000;
/** So many misses in a row, and a person is offered; after that nothing is repeated. */
const PATIENCE = 3;
const MOST_MISSES = 9;

/**
 * The conversation with a customer as a pure function: no clock, no store, no randomness, and no words. The input is a choice, the
 * meaning of a message, or the outcome of the previous step's effect. The result is the new state and the next effects. A turn ends
 * with a step that asks for no outcome. It says one thing, or nothing if no reply is needed (a reaction, a thank-you after the booking).
 *
 * Pictures and the map are sent only on request, because each is a message that costs money.
 */
export function reduce(state: DialogueState, input: Input, facts: Facts): Step {
  switch (input.kind) {
    case 'message':
      return onMessage(state, input, facts);
    case 'given_back':
      return state.draft ? askToResume(state, facts) : { state, effects: [] };
    default:
      return onOutcome(state, input, facts);
  }
}

function onMessage(before: DialogueState, input: Extract<Input, { kind: 'message' }>, facts: Facts): Step {
  const was = omit(before, 'asking');
  const { heard, aboutBookingId } = input;
  if (heard.kind === 'silent') return { state: was, effects: [] };
  const silent = facts.taken ?? (facts.answeredBy === 'person' && !asksForTheBot(heard));
  if (silent) return { state: { ...was, lastAt: facts.now }, effects: [] };
  const place: Place = {
    state: { ...was, lastAt: facts.now },
    facts,
    first: was.lastAt === 0,
    paused: was.lastAt > 0 && facts.now - was.lastAt > PAUSE,
    aboutBookingId,
  };
  const understood = read(place, heard);
  if (understood) return { ...understood, state: { ...understood.state, misses: 0 } };
  return notUnderstood(place, heard);
}

/** While a person is awaited, only a tap on what the bot offered or a plain request to book is the bot's: "Friday at five is fine" is meant for the person. */
function asksForTheBot(heard: Heard): boolean {
  if (heard.kind !== 'meaning') return heard.kind === 'choice' && !isAgentChoice(heard.id);
  const { intent, sure, services, staff, party, noSuchDay, alternatives } = heard.meaning;
  const bare = !saysWhen(heard.meaning) && [staff, party, noSuchDay, alternatives].every((one) => one === undefined);
  return intent === 'book' && sure && (services !== undefined || bare);
}

function read(place: Place, heard: Heard): Step | undefined {
  switch (heard.kind) {
    case 'choice':
      return onChoice(place.state, place.facts, heard.id) ?? (heard.otherwise && read(place, heard.otherwise));
    case 'meaning':
      return heard.by === 'model' ? onProposal(place, heard.meaning) : onMeaning(place, heard.meaning);
    default:
      return undefined;
  }
}

/** Apologizes and repeats the question. For a first message or after a pause, greets or offers to continue instead. */
function notUnderstood({ state, facts, first, paused }: Place, heard: Heard): Step {
  const misses = Math.min(state.misses + 1, MOST_MISSES);
  const next = { ...state, misses };
  if (paused && state.draft) return askToResume(next, facts);
  const fresh = (first || paused) && heard.kind === 'meaning';
  if (heard.kind === 'meaning' && misses === PATIENCE) return offerPerson(next, facts);
  if (heard.kind === 'meaning' && misses > PATIENCE) return { state: next, effects: [] };
  return go(next, facts, state.view, { lead: fresh ? [] : [apology(heard)] });
}

function offerPerson(state: DialogueState, facts: Facts): Step {
  const kept = state.draft ? { id: 'continue', title: line('button_continue') } : START_OVER;
  return said(state, facts, buttons([line('stuck')], { id: 'person', title: line('button_person') }, kept));
}

function apology(heard: Heard): Line {
  if (heard.kind === 'choice') return line('stale');
  if (heard.kind === 'unread') return heard.what === 'audio' ? line('voice_unheard') : line('media_unread');
  return line('not_understood');
}
