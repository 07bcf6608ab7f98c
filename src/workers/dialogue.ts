import type { Consumer } from '#contracts/bus.ts';
import { reading } from '#contracts/events/all.ts';
import { dataOf } from '#contracts/events/define.ts';
import { messageEvents } from '#contracts/events/messages.ts';
import type { InboundMessage } from '#contracts/records/messaging.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { type Accounts, accountFor } from '#core/messaging/accounts.ts';
import { type TurnNeeds, takeTurn } from '#core/dialogue/take-turn.ts';
import type { Live } from './live.ts';
import { oneByOne } from './one-by-one.ts';

export interface DialogueNeeds extends TurnNeeds {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly live: Live;
}

/** The read mark may take this long, and no turn waits for it. */
const ACKNOWLEDGE_DEADLINE_MS = 2_000;

/** Answers customers: one turn per message, in the order of the conversation. */
export function dialogue({ store, accounts, live, ...needs }: DialogueNeeds): Consumer {
  const turn = takeTurn(needs);
  return {
    name: 'dialogue',
    ...reading([messageEvents.received]),
    ...oneByOne(async (event, signal) => {
      const { messageId, conversationId } = dataOf(messageEvents.received, event);
      const tenant = store.tenant(event.tenantId);
      const answered = await turn(tenant, messageId, (message) => void showThatWeRead(tenant, message, signal));
      if (answered.kind === 'answered') live.changed(tenant.tenantId, conversationId);
    }),
  };

  /**
   * Best effort: the customer sees that we read the message and are typing. Never rejects, and holds nobody up; what is wrong with
   * the account is told by the send that follows.
   */
  async function showThatWeRead(tenant: TenantStore, message: InboundMessage, signal: AbortSignal): Promise<void> {
    try {
      const account = await accountFor(accounts, tenant, message);
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(ACKNOWLEDGE_DEADLINE_MS)]);
      await account?.acknowledge(message.providerMessageId, deadline);
    } catch {
      return;
    }
  }
}
