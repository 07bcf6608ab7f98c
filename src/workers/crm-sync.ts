import type { Clock } from '#contracts/clock.ts';
import type { Consumer } from '#contracts/bus.ts';
import type { Store } from '#contracts/store.ts';
import { recordTouch } from '#core/crm/record-touch.ts';
import { oneByOne } from './one-by-one.ts';

/** Where a CRM will be told of what touches a contact. None can be connected yet, so it records what it would say. */
export function crmSync(store: Store, clock: Clock): Consumer {
  return {
    name: 'crm-sync',
    streams: ['inbound', 'outbound', 'booking'],
    kinds: 'all',
    ...oneByOne(async (event) => {
      await recordTouch(store.tenant(event.tenantId), clock, event);
    }),
  };
}
