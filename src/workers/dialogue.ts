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

/** Timeout for the read receipt. The customer's next message waits for it at most this long. */
const ACKNOWLEDGE_DEADLINE_MS = 2_000;

/** Answers customers, with one turn per message in conversation order. */
export function dialogue({ store, currentAccount, live, record: recording, ...needs }: DialogueNeeds): Consumer {
  const record = recording ?? recordMessage(needs.newId);
  const turn = takeTurn(needs);
  return arrivals(store, 'dialogue', {
    async message({ store, sender, arrived, event }, signal) {
      // A message that was re-parsed hours later gets no answer from the bot; it only shows in the inbox.
      if (arrived.again) return;
      const recorded = await record(store, sender, arrived, event);
      let shown: Promise<void> | undefined;
      const answered = await turn(store, recorded, event, () => {
        shown ??= showThatWeRead();
      });
      if (answered.kind === 'answered') live.changed(store.tenantId, recorded.conversationId);
      await shown;

      /**
       * Sends the read receipt and typing indicator before the answer. Best effort. Never rejects, because nothing awaits it during
       * the turn; the send that follows reports any problem with the account.
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
