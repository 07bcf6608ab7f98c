import type { Consumer } from '#contracts/bus.ts';
import { reading } from '#contracts/events/all.ts';
import { dataOf } from '#contracts/events/define.ts';
import { messageEvents } from '#contracts/events/messages.ts';
import { sendEvents } from '#contracts/events/sends.ts';
import type { Store } from '#contracts/store.ts';
import type { sendMessage } from './send-message.ts';
import { oneByOne } from '#contracts/bus-rules/one-by-one.ts';
import type { Live } from '#contracts/live.ts';

/** Sends wanted messages in conversation order, one at a time per conversation. */
export function sender(store: Store, send: ReturnType<typeof sendMessage>, live: Live): Consumer {
  return {
    name: 'sender',
    ...reading([messageEvents.wanted, sendEvents.due]),
    ...oneByOne(async (event, signal) => {
      const { messageId, conversationId } = dataOf(sendEvents.due, event);
      const handled = await send(store.tenant(event.tenantId), messageId, signal);
      live.changed(event.tenantId, conversationId);
      return handled;
    }),
  };
}
