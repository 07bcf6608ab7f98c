import { turns } from '#contracts/records/dialogue.ts';
import type { TenantStore } from '#contracts/store.ts';
import { reduce } from '#core/dialogue/reduce.ts';
import { dialogueState } from '#core/dialogue/state.ts';
import type { Facts, Input } from '#core/dialogue/step.ts';
import { canonical } from '../canonical.ts';
import { everything } from '#core/everything.ts';
import type { Part } from './scope.ts';

export interface TurnsChecked {
  readonly turns: number;
  /** Ids of those that the dialogue of today takes otherwise. */
  readonly different: readonly string[];
}

/** Takes each recorded turn once more: from its state, with its facts, what came in must have the same effects. */
export async function checkTurns(store: TenantStore, part: Part): Promise<TurnsChecked> {
  const different: string[] = [];
  let count = 0;
  const { conversationId, from = 0, until = Infinity } = part;
  const found =
    conversationId === undefined
      ? everything(store, turns, { by: 'byExpiry', equals: [] })
      : everything(store, turns, { by: 'byConversation', equals: [conversationId] });
  for await (const { value } of found) {
    if (value.at < from || value.at >= until) continue;
    count += 1;
    // Recorded by ourselves: state, inputs and facts are as the dialogue made them.
    const facts = value.facts as unknown as Facts;
    const inputs = value.inputs as unknown as readonly Input[];
    let state = dialogueState.parse(value.before);
    const effects: unknown[] = [];
    for (const input of inputs) {
      const step = reduce(state, input, facts);
      state = step.state;
      effects.push(...step.effects);
    }
    if (canonical(effects) !== canonical(value.effects)) different.push(value.id);
  }
  return { turns: count, different: different.toSorted() };
}
