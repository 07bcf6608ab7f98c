import type { Clock } from '#contracts/clock.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import type { NewId } from '#contracts/ids.ts';
import { type TurnCause, dialogues, turns } from '#contracts/records/dialogue.ts';
import { inboxRows } from '#contracts/records/inbox.ts';
import { type InboundMessage, conversations, messages } from '#contracts/records/messaging.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import type { Scheduling } from '#contracts/scheduling.ts';
import { type TenantStore, againWhenStale, insert, put, unchanged } from '#contracts/store.ts';
import { type Wanted, wantMessages } from '#core/messaging/want-message.ts';
import { raced } from '#core/batches/raced.ts';
import { staged } from '#core/batches/staged.ts';
import { carryOut } from './carry-out.ts';
import { gather } from './gather.ts';
import { inputOf } from './input-of.ts';
import { reduce } from './reduce.ts';
import { render } from './render.ts';
import { dialogueState, freshState } from './state.ts';
import { handOver } from '#core/inbox/hand-over.ts';
import type { AskingEffect, Effect, Input } from './step.ts';
import { textsOf } from '#core/texts/texts.ts';
import { turnIdOf } from './turn-id.ts';

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
  return async (
    store: TenantStore,
    conversationId: string,
    cause: TurnCause,
    aboutToAnswer: (message: InboundMessage) => void = () => {},
  ): Promise<TurnTaken> => {
    const id = turnIdOf(cause);
    let told = false;
    return againWhenStale<TurnTaken>(async () => {
      if (await store.get(turns, id)) return { kind: 'not_ours' };
      const message = cause.kind === 'message' ? (await store.get(messages, cause.messageId))?.value : undefined;
      const conversation = await store.get(conversations, conversationId);
      const profile = await store.get(profiles, 'profile');
      if (!conversation || !profile) return { kind: 'not_ours' };
      const first = message?.direction === 'in' ? await inputOf(store, conversation.value, message) : inputOfEvent(cause);
      if (!first) return { kind: 'not_ours' };

      const now = clock.now();
      const was = await store.get(dialogues, conversation.value.id);
      const before = was ? dialogueState.parse(was.value.state) : freshState;
      const row = await store.get(inboxRows, conversationId);
      const facts = await gather(store, conversation.value, profile.value, row?.value.answers.by ?? 'bot', before.holdId, now);
      const batch = staged(store);
      const { state, effects, inputs } = await run(first, before);

      const said = effects.flatMap((effect) => (effect.kind === 'say' ? wanted(effect) : []));
      if (said.length > 0 && !told && message?.direction === 'in') aboutToAnswer(message);
      told ||= said.length > 0;
      const replies = wantMessages(conversation, said, now);
      const over = row && effects.some(({ kind }) => kind === 'hand_over') ? handOver(row, { id, at: now }) : undefined;
      await batch.commit(
        [
          put(dialogues, was, { id: conversation.value.id, state: { ...state }, updatedAt: now }),
          insert(turns, {
            id,
            conversationId,
            at: now,
            cause,
            before: { ...before },
            inputs: inputs.map((input) => ({ ...input })),
            facts: { ...facts },
            effects: effects.map((effect) => ({ ...effect })),
            expiresAt: now + TURNS_ARE_KEPT_FOR,
          }),
          ...replies.writes,
          // Who answers was read before the turn was decided: somebody who takes over meanwhile makes it decide again.
          ...(over?.writes ?? (row ? [unchanged(inboxRows, row)] : [])),
        ],
        [...replies.events, ...(over?.events ?? [])],
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
          const asked = step.effects.find(isAsking);
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
  };
}

/** Only what somebody did can be told without a message: a person has given the conversation back. */
function inputOfEvent(cause: TurnCause): Input | undefined {
  return cause.kind === 'event' && cause.what === conversationEvents.given_back.kind ? { kind: 'given_back' } : undefined;
}

function isAsking(effect: Effect): effect is AskingEffect {
  return effect.kind !== 'say' && effect.kind !== 'hand_over';
}
