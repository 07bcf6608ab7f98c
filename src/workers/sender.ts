import type { Consumer } from '#contracts/bus.ts';
import { messageWanted } from '#contracts/event-data.ts';
import type { Store } from '#contracts/store.ts';
import type { sendMessage } from '#core/messaging/send-message.ts';
import type { Live } from './live.ts';

/** Sends wanted messages in conversation order, one at a time per conversation. */
export function sender(store: Store, send: ReturnType<typeof sendMessage>, live: Live): Consumer {
  return {
    name: 'sender',
    streams: ['outbound'],
    async handle(event, signal) {
      const { messageId, conversationId } = messageWanted.parse(event.data);
      const handled = await send(store.tenant(event.tenantId), messageId, signal);
      live.changed(event.tenantId, conversationId);
      return handled;
    },
  };
}
