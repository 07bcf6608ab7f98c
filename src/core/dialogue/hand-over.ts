import { omit } from './omit.ts';
import { aside } from './go.ts';
import type { DialogueState } from './state.ts';
import type { Step } from './step.ts';
import { type Line, line } from '#core/texts/texts.ts';

/** A person answers from now on, and the customer is told so. What was being booked stays where it was. */
export function handedOver(state: DialogueState, ...text: readonly Line[]): Step {
  const said = aside(omit(state, 'asking'), { text: text.length > 0 ? text : [line('person')] });
  return { ...said, effects: [{ kind: 'hand_over' }, ...said.effects] };
}
