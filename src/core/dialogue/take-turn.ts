import type { Clock } from '#contracts/clock.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import type { NewId } from '#contracts/ids.ts';
import { type TurnCause, dialogues, turns } from '#contracts/records/dialogue.ts';
import { inboxRows } from '#contracts/records/inbox.ts';
import { type Conversation, type InboundMessage, conversations, messages } from '#contracts/records/messaging.ts';
import type { Scheduling } from '#contracts/scheduling.ts';
import { type TenantStore, againWhenStale, insert, put, unchanged } from '#contracts/store.ts';
import type { Consult } from '#core/assistant/consult.ts';
import { type CatalogOf, contentOf, readCatalog } from '#core/catalog/catalog.ts';
import { keepCatalog } from '#core/catalog/keep-catalog.ts';
import { type Wanted, wantMessages } from '#core/messaging/want-message.ts';
import { raced } from '#core/batches/raced.ts';
import { staged } from '#core/batches/staged.ts';
import { carryOut } from './carry-out.ts';
import { type Proposal, decidedInput, doubtOf, proposalFor } from './doubt.ts';
import { factsOf, gather } from './gather.ts';
import { hear } from './hear.ts';
import { saidIn } from './input-of.ts';
import { recordOf } from './record.ts';
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
  /** Default: read anew for each turn. */
  readonly catalogOf?: CatalogOf;
  /** How long the record of a turn is kept, in milliseconds; 0, the default, for ever. */
  readonly turnsKeptMs?: number;
  /** Asks a model what a message means that the rules are not sure of. Default: the rules alone. */
  readonly consult?: Consult;
}

/** `answered` also if no reply was needed. `not_ours`: the tenant has no profile yet, or the message was already answered. */
export type TurnTaken = { readonly kind: 'answered' } | { readonly kind: 'not_ours' };

/** Who answers while nobody has done anything to a conversation. */
const UNTOUCHED = { by: 'bot', why: 'start' } as const;

/** Limits the steps of a turn, so that a bug in the reducer cannot become an endless loop. */
const MOST_STEPS = 12;

/**
 * Takes one turn: gathers the facts, reduces until no step asks for an outcome, then commits the new state, the claims, the
 * replies and the record of the turn in one batch. The record has the id of the message, so a message is answered only once.
 * A model is asked before anything is decided, at most once, and what it proposed is one of the recorded inputs.
 * `aboutToAnswer` is called before the commit, and again if the batch was stale and the turn is repeated.
 */
export function takeTurn({ clock, newId, scheduling, catalogOf = readCatalog, turnsKeptMs = 0, consult }: TurnNeeds) {
  const kept = keepCatalog();
  return async (
    store: TenantStore,
    conversationId: string,
    cause: TurnCause,
    aboutToAnswer: (message: InboundMessage) => void = () => {},
  ): Promise<TurnTaken> => {
    const id = turnIdOf(cause);
    let told = false;
    let proposal: Proposal | undefined;
    return againWhenStale<TurnTaken>(async () => {
      const batch = staged(store);
      const [message, conversation, was, row, catalog] = await Promise.all([
        cause.kind === 'message' ? batch.get(messages, cause.messageId) : undefined,
        batch.get(conversations, conversationId),
        batch.get(dialogues, conversationId),
        batch.get(inboxRows, conversationId),
        catalogOf(batch),
      ]);
      if (!conversation || !catalog) return { kind: 'not_ours' };
      const heard = message?.value.direction === 'in' ? message.value : undefined;
      if (mayBeAnswered(conversation.value, heard) && (await batch.get(turns, id))) return { kind: 'not_ours' };
      const said = heard && (await saidIn(batch, conversation.value, heard));
      const event = inputOfEvent(cause);
      if (!said && !event) return { kind: 'not_ours' };

      const now = clock.now();
      const before = was ? dialogueState.parse(was.value.state) : freshState;
      const content = contentOf(catalog);
      const answers = row?.value.answers ?? UNTOUCHED;
      const own = await gather(batch, conversation.value, content.profile.zone, answers, before.holdId, now);
      const facts = factsOf(own, content);
      const heardFirst = said ? hear(said.content, before, facts, said.at, said.aboutBookingId) : event;
      if (!heardFirst) return { kind: 'not_ours' };
      const doubt = consult && said && doubtOf(said, heardFirst, before, facts, conversation.value.contactId);
      if (doubt && !proposal) {
        proposal = await proposalFor(consult, store, doubt);
        return { kind: 'stale' };
      }
      const first = decidedInput(heardFirst, doubt, proposal);
      const { state, effects, inputs } = await run(first, before);

      const spoken = effects.flatMap((effect) => (effect.kind === 'say' ? wanted(effect) : []));
      if (spoken.length > 0 && !told && heard) aboutToAnswer(heard);
      told ||= spoken.length > 0;
      const replies = wantMessages(conversation, spoken, now);
      const over = row && effects.some(({ kind }) => kind === 'hand_over') ? handOver(row, { id, at: now }) : undefined;
      const expiresAt = turnsKeptMs === 0 ? 0 : now + turnsKeptMs;
      await batch.commit(
        [
          put(dialogues, was, { id: conversationId, state: { ...state }, updatedAt: now }),
          insert(
            turns,
            recordOf({ id, conversationId, at: now, cause, catalogId: catalog.id, expiresAt }, { before, inputs, own, effects }),
          ),
          ...(await kept(batch, catalog, expiresAt)),
          ...replies.writes,
          // Who answers was read before the turn was decided: somebody who takes over meanwhile makes it decide again.
          ...(over?.writes ?? (row ? [unchanged(inboxRows, row)] : [])),
        ],
        [...replies.events, ...(over?.events ?? [])],
      );
      const outcome = await batch.flush();
      if (outcome.kind === 'taken' && outcome.collection === turns.name) return { kind: 'not_ours' };
      return raced(outcome, { kind: 'answered' });

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

/** Most causes come once, and the batch finds out about the others; only for one that looks answered is its turn looked for first. */
function mayBeAnswered({ marks }: Conversation, heard: InboundMessage | undefined): boolean {
  return heard === undefined || (marks !== undefined && marks.answered >= heard.order);
}

/** Only what somebody did can be told without a message: a person has given the conversation back. */
function inputOfEvent(cause: TurnCause): Input | undefined {
  return cause.kind === 'event' && cause.what === conversationEvents.given_back.kind ? { kind: 'given_back' } : undefined;
}

function isAsking(effect: Effect): effect is AskingEffect {
  return effect.kind !== 'say' && effect.kind !== 'hand_over';
}
