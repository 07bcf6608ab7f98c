import type { Consumer } from '#contracts/bus.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Store } from '#contracts/store.ts';
import { type RecordMessage, recordMessage } from '#core/messaging/record-message.ts';
import { recordStatus } from '#core/messaging/record-status.ts';
import { arrivals } from './arrivals.ts';
import type { Live } from './live.ts';

/** Records arriving messages in their conversations and merges delivery updates into their messages. */
export function inbox(store: Store, newId: NewId, live: Live, record: RecordMessage = recordMessage(newId)): Consumer {
  return arrivals(store, 'inbox', {
    async message({ store, sender, arrived, event }) {
      const { conversationId } = await record(store, sender, arrived, event);
      live.changed(store.tenantId, conversationId);
    },
    async status({ store, sender, arrived, event }) {
      const conversationId = await recordStatus(store, sender, event, arrived.receivedAt);
      if (conversationId !== undefined) live.changed(store.tenantId, conversationId);
    },
  });
}
