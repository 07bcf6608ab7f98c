import type { Consumer } from '#contracts/bus.ts';
import { reading } from '#contracts/events/all.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import { dataOf } from '#contracts/events/define.ts';
import { messageEvents } from '#contracts/events/messages.ts';
import type { BusEvent } from '#contracts/event.ts';
import type { TurnCause } from '#contracts/records/dialogue.ts';
import type { InboundMessage } from '#contracts/records/messaging.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { type Accounts, accountFor } from '#core/messaging/accounts.ts';
import { type TurnNeeds, takeTurn } from './take-turn.ts';
import type { Live } from '#contracts/live.ts';
import { oneByOne } from '#contracts/bus-rules/one-by-one.ts';
import { underWay } from '#core/calls/under-way.ts';

export interface DialogueNeeds extends TurnNeeds {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly live: Live;
}

/** Timeout for the read receipt. Nothing waits for it. */
const ACKNOWLEDGE_DEADLINE_MS = 2_000;
/** Read receipts under way for one tenant. While a provider hangs, the others are left out. */
const MOST_ACKNOWLEDGED = 32;

/** Answers customers: one turn for each cause, in the order of the conversation. */
export function dialogue({ store, accounts, live, ...needs }: DialogueNeeds): Consumer {
  const turn = takeTurn(needs);
  const aside = underWay(MOST_ACKNOWLEDGED);
  return {
    name: 'dialogue',
    ...reading([messageEvents.received, conversationEvents.given_back]),
    ...oneByOne(async (event, signal) => {
      const { conversationId } = dataOf(conversationEvents.opened, event);
      const tenant = store.tenant(event.tenantId);
      const read = (message: InboundMessage) => aside(tenant.tenantId, () => showThatWeRead(tenant, message, signal));
      const answered = await turn(tenant, conversationId, causeOf(event), read);
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

function causeOf(event: BusEvent): TurnCause {
  if (event.kind !== messageEvents.received.kind) return { kind: 'event', eventId: event.id, what: event.kind };
  return { kind: 'message', messageId: dataOf(messageEvents.received, event).messageId };
}
