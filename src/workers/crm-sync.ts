import type { Clock } from '#contracts/clock.ts';
import type { Consumer } from '#contracts/bus.ts';
import type { Store } from '#contracts/store.ts';
import { recordTouch } from '#core/crm/record-touch.ts';

/** Records the contact activities to report to a CRM. No CRM can be connected yet, so nothing is sent. */
export function crmSync(store: Store, clock: Clock): Consumer {
  return {
    name: 'crm-sync',
    streams: ['inbound', 'outbound', 'booking'],
    async handle(event) {
      await recordTouch(store.tenant(event.tenantId), clock, event);
    },
  };
}
