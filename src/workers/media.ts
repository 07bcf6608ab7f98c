import type { Consumer } from '#contracts/bus.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Store } from '#contracts/store.ts';
import type { CurrentAccount } from '#core/messaging/accounts.ts';
import type { fetchMedia } from '#core/messaging/fetch-media.ts';
import { type RecordMessage, recordMessage } from '#core/messaging/record-message.ts';
import { arrivals } from './arrivals.ts';
import type { Live } from './live.ts';

/** Downloads media soon after it arrives, because the provider's copy and its URL expire. */
export function media(
  store: Store,
  newId: NewId,
  currentAccount: CurrentAccount,
  fetch: ReturnType<typeof fetchMedia>,
  live: Live,
  record: RecordMessage = recordMessage(newId),
): Consumer {
  return arrivals(store, 'media', {
    async message({ store, sender, arrived, event }, signal) {
      if (event.content.kind !== 'media') return undefined;
      const open = await currentAccount(store, sender.id);
      const { messageId, conversationId } = await record(store, sender, arrived, event);
      const handled = await fetch(store, open?.account, messageId, signal);
      live.changed(store.tenantId, conversationId);
      return handled;
    },
  });
}
