import type { Consumer } from '#contracts/bus.ts';
import type { Store } from '#contracts/store.ts';
import type { CurrentAccount } from '#core/messaging/accounts.ts';
import { type RecordMessage, recordMessage } from '#core/messaging/record-message.ts';
import { type TurnNeeds, takeTurn } from '#core/dialogue/take-turn.ts';
import { arrivals } from './arrivals.ts';
import type { Live } from './live.ts';

export interface DialogueNeeds extends TurnNeeds {
  readonly store: Store;
  readonly currentAccount: CurrentAccount;
  readonly live: Live;
  readonly record?: RecordMessage;
}

/** The customer's next message waits for this at most. */
const ACKNOWLEDGE_DEADLINE_MS = 2_000;

/** Answers customers: one turn per message, in the order of the conversation. */
export function dialogue({ store, currentAccount, live, record: recording, ...needs }: DialogueNeeds): Consumer {
  const record = recording ?? recordMessage(needs.newId);
  const turn = takeTurn(needs);
  return arrivals(store, 'dialogue', {
    async message({ store, sender, arrived, event }, signal) {
      // Hours later nobody waits for a bot: a person finds it in the inbox.
      if (arrived.again) return;
      const recorded = await record(store, sender, arrived, event);
      let shown: Promise<void> | undefined;
      const answered = await turn(store, recorded, event, () => {
        shown ??= showThatWeRead();
      });
      if (answered.kind === 'answered') live.changed(store.tenantId, recorded.conversationId);
      await shown;

      /**
       * Best effort, and before the answer: the customer sees that we read it and are typing. Never rejects, since nobody waits
       * for it while the turn is taken; what is wrong with the account is told by the send that follows.
       */
      async function showThatWeRead(): Promise<void> {
        try {
          const open = await currentAccount(store, sender.id);
          const deadline = AbortSignal.any([signal, AbortSignal.timeout(ACKNOWLEDGE_DEADLINE_MS)]);
          await open?.account.acknowledge(event.providerMessageId, deadline);
        } catch {
          return;
        }
      }
    },
  });
}
