import type { Clock } from '#contracts/clock.ts';
import type { Consumer } from '#contracts/bus.ts';
import { reading } from '#contracts/events/all.ts';
import { BATCH_LIMIT, type Store } from '#contracts/store.ts';
import { recordTouches } from './record-touches.ts';
import { touchingEvents } from './touch.ts';

/** Records the contact activities to report to a CRM. No CRM can be connected yet, so nothing is sent. */
export function crmSync(store: Store, clock: Clock): Consumer {
  return {
    name: 'crm-sync',
    ...reading(touchingEvents),
    slice: BATCH_LIMIT.writes,
    async handle(events) {
      const [first] = events;
      if (first) await recordTouches(store.tenant(first.tenantId), clock, events);
    },
  };
}
