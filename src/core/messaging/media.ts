import type { Consumer } from '#contracts/bus.ts';
import { reading } from '#contracts/events/all.ts';
import { dataOf } from '#contracts/events/define.ts';
import { messageEvents } from '#contracts/events/messages.ts';
import type { Store } from '#contracts/store.ts';
import { type Accounts, accountFor } from './accounts.ts';
import type { fetchMedia } from './fetch-media.ts';
import type { Live } from '#contracts/live.ts';
import { oneByOne } from '#contracts/bus-rules/one-by-one.ts';

/** Downloads media soon after it arrives, because the provider's copy and its URL expire. */
export function media(store: Store, accounts: Accounts, fetch: ReturnType<typeof fetchMedia>, live: Live): Consumer {
  return {
    name: 'media',
    ...reading([messageEvents.received, messageEvents.reread]),
    ...oneByOne(async (event, signal) => {
      const { messageId, conversationId } = dataOf(messageEvents.received, event);
      const tenant = store.tenant(event.tenantId);
      const { handled, changed } = await fetch(tenant, (message) => accountFor(accounts, tenant, message), messageId, signal);
      if (changed) live.changed(tenant.tenantId, conversationId);
      return handled;
    }),
  };
}
