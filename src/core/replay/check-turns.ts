import { turns } from '#contracts/records/dialogue.ts';
import type { TenantStore } from '#contracts/store.ts';
import { reduce } from '#core/dialogue/reduce.ts';
import { dialogueState } from '#core/dialogue/state.ts';
import type { Facts, Input } from '#core/dialogue/step.ts';
import { canonical } from '#core/ids/canonical.ts';
import { everything } from '#core/walking/everything.ts';
import type { Part } from './scope.ts';

export interface TurnsChecked {
  readonly turns: number;
  /** Ids of the turns that the current dialogue would decide differently. */
  readonly different: readonly string[];
}

/** Repeats each recorded turn from its state, facts and inputs. The effects must be the same. */
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
    // Safe cast: state, inputs and facts were written by the dialogue itself.
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
