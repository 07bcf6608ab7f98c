import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import type { MessageReceived } from '#contracts/inbound.ts';
import { dialogues, turns } from '#contracts/records/dialogue.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import type { Scheduling } from '#contracts/scheduling.ts';
import { type TenantStore, againWhenStale, insert, put } from '#contracts/store.ts';
import type { Recorded } from '#core/messaging/record-message.ts';
import { type Wanted, wantMessages } from '#core/messaging/want-message.ts';
import { raced } from '#core/raced.ts';
import { staged } from '#core/staged.ts';
import { carryOut } from './carry-out.ts';
import { gather } from './gather.ts';
import { inputOf } from './input-of.ts';
import { reduce } from './reduce.ts';
import { render } from './render.ts';
import { dialogueState, freshState } from './state.ts';
import type { Effect, Input } from './step.ts';
import { textsOf } from './texts.ts';

export interface TurnNeeds {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly scheduling: Scheduling;
}

/** `answered` also if no reply was needed. `not_ours`: the tenant has no profile yet, or the message was already answered. */
export type TurnTaken = { readonly kind: 'answered' } | { readonly kind: 'not_ours' };

const TURNS_ARE_KEPT_FOR = 90 * 24 * 3_600_000;
/** Limits the steps of a turn, so that a bug in the reducer cannot become an endless loop. */
const MOST_STEPS = 12;

/**
 * Takes one turn: gathers the facts, reduces until no step asks for an outcome, then commits the new state, the claims, the
 * replies and the record of the turn in one batch. The record has the id of the message, so a message is answered only once.
 * `aboutToAnswer` is called before the commit, and again if the batch was stale and the turn is repeated.
 */
export function takeTurn({ clock, newId, scheduling }: TurnNeeds) {
  return (store: TenantStore, recorded: Recorded, event: MessageReceived, aboutToAnswer: () => void): Promise<TurnTaken> =>
    againWhenStale<TurnTaken>(async () => {
      if (await store.get(turns, recorded.messageId)) return { kind: 'not_ours' };
      const conversation = await store.get(conversations, recorded.conversationId);
      const profile = await store.get(profiles, 'profile');
      if (!conversation || !profile) return { kind: 'not_ours' };

      const now = clock.now();
      const was = await store.get(dialogues, conversation.value.id);
      const before = was ? dialogueState.parse(was.value.state) : freshState;
      const facts = await gather(store, conversation.value, profile.value, before.holdId, now);
      const batch = staged(store);
      const first = await inputOf(store, conversation.value, event);
      const { state, effects, inputs } = await run(first, before);

      const said = effects.flatMap((effect) => (effect.kind === 'say' ? wanted(effect) : []));
      if (said.length > 0) aboutToAnswer();
      const replies = wantMessages(conversation, said, now);
      await batch.commit(
        [
          put(dialogues, was, { id: conversation.value.id, state: { ...state }, updatedAt: now }),
          insert(turns, {
            id: recorded.messageId,
            conversationId: conversation.value.id,
            at: now,
            before: { ...before },
            inputs: inputs.map((input) => ({ ...input })),
            facts: { ...facts },
            effects: effects.map((effect) => ({ ...effect })),
            expiresAt: now + TURNS_ARE_KEPT_FOR,
          }),
          ...replies.writes,
        ],
        replies.events,
      );
      return raced(await batch.flush(), { kind: 'answered' });

      /** Reduces until a step asks for no outcome. Each effect is staged on the batch; its outcome is the next input. */
      async function run(start: Input, from: typeof before) {
        const inputs: Input[] = [start];
        const effects: Effect[] = [];
        let state = from;
        for (let input = start; inputs.length <= MOST_STEPS;) {
          const step = reduce(state, input, facts);
          state = step.state;
          effects.push(...step.effects);
          const asked = step.effects.find((effect) => effect.kind !== 'say');
          if (!asked) return { state, effects, inputs };
          input = await carryOut(scheduling, batch, conversation!.value.contactId, asked);
          inputs.push(input);
        }
        throw new RangeError(`the dialogue asked for more than ${MOST_STEPS} steps in one turn`);
      }

      function wanted(effect: Extract<Effect, { kind: 'say' }>): Wanted[] {
        return render(effect.say, textsOf(facts.locale, facts.region)).map((content) => ({
          id: newId(),
          content,
          author: 'bot',
          page: effect.say.page ?? 0,
          bookingId: effect.say.bookingId,
        }));
      }
    });
}
