import type { InboundContent } from '#contracts/content.ts';
import { go } from './go.ts';
import { onChoice } from './on-choice.ts';
import { omit } from './omit.ts';
import { onOutcome } from './on-outcome.ts';
import { type Setting, askToResume, onText } from './on-text.ts';
import type { DialogueState } from './state.ts';
import type { Facts, Input, Step } from './step.ts';
import { type Line, line } from '#core/texts/texts.ts';
import { commandIn } from './words.ts';

/** After a pause longer than this, the bot asks whether to continue an open draft. Milliseconds. */
const PAUSE = 30 * 60_000;
const PATIENCE = 2;
const MOST_MISSES = 9;

/**
 * The conversation with a customer as a pure function: no clock, no store, no randomness. The input is a message or the outcome
 * of the previous step's effect. The result is the new state and the next effects. A turn ends with a step that asks for no
 * outcome. It says one thing, or nothing if no reply is needed (a reaction, a thank-you after the booking).
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
  const { content, aboutBookingId } = input;
  if (isSilent(content)) return { state: was, effects: [] };
  if (facts.answeredBy === 'person' && !asksForTheBot(content)) return { state: { ...was, lastAt: facts.now }, effects: [] };
  const setting: Setting = {
    state: { ...was, lastAt: facts.now },
    facts,
    first: was.lastAt === 0,
    paused: was.lastAt > 0 && facts.now - was.lastAt > PAUSE,
    aboutBookingId,
  };
  const understood = read(setting, content);
  if (understood) return { ...understood, state: { ...understood.state, misses: 0 } };
  return notUnderstood(setting, content);
}

/** Messages that need no reply. */
function isSilent({ kind }: InboundContent): boolean {
  return kind === 'reaction' || kind === 'system' || kind === 'unrecognised';
}

/** While a person answers, only a tap or a plain request to book is the bot's. */
function asksForTheBot(content: InboundContent): boolean {
  return content.kind === 'choice' || (content.kind === 'text' && commandIn(content.body) === 'book');
}

function read(setting: Setting, content: InboundContent): Step | undefined {
  switch (content.kind) {
    case 'text':
      return onText(setting, content.body);
    case 'choice':
      // A template button may carry the tenant's own text instead of one of our ids.
      return (
        onChoice(setting.state, setting.facts, content.id) ??
        (content.by === 'template' ? onText(setting, content.title) : undefined)
      );
    case 'media':
      return content.caption === undefined ? undefined : onText(setting, content.caption);
    default:
      return undefined;
  }
}

/** Apologizes and repeats the question. For a first message or after a pause, greets or offers to continue instead. */
function notUnderstood({ state, facts, first, paused }: Setting, content: InboundContent): Step {
  const misses = Math.min(state.misses + 1, MOST_MISSES);
  const next = { ...state, misses };
  if (paused && state.draft) return askToResume(next, facts);
  const fresh = (first || paused) && content.kind === 'text';
  return go(next, facts, state.view, { lead: fresh ? [] : [apology(content, misses)] });
}

function apology(content: InboundContent, misses: number): Line {
  if (content.kind === 'choice') return line('stale');
  if (content.kind === 'media' && content.media === 'audio') return line('voice_unheard');
  if (content.kind !== 'text') return line('media_unread');
  return misses > PATIENCE ? line('stuck') : line('not_understood');
}
