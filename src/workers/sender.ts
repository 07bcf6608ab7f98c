import type { Consumer } from '#contracts/bus.ts';
import { messageWanted } from '#contracts/event-data.ts';
import type { Store } from '#contracts/store.ts';
import type { sendMessage } from '#core/messaging/send-message.ts';
import { oneByOne } from './one-by-one.ts';
import type { Live } from './live.ts';

/** Takes wanted messages in the order of their conversation, one at a time in each. */
export function sender(store: Store, send: ReturnType<typeof sendMessage>, live: Live): Consumer {
  return {
    name: 'sender',
    streams: ['outbound'],
    kinds: ['message.wanted'],
    ...oneByOne(async (event, signal) => {
      const { messageId, conversationId } = messageWanted.parse(event.data);
      const handled = await send(store.tenant(event.tenantId), messageId, signal);
      live.changed(event.tenantId, conversationId);
      return handled;
    }),
  };
}
