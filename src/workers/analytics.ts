import type { Clock } from '#contracts/clock.ts';
import type { Consumer } from '#contracts/bus.ts';
import type { Store } from '#contracts/store.ts';
import { MOST_AT_ONCE, countOnce } from '#core/analytics/count.ts';
import { type Counted, countedOf } from '#core/analytics/counted.ts';
import { together } from '#core/together.ts';

/** Counts a tenant's events per day. Events that arrive together share a batch, because they change the same document. */
export function analytics(store: Store, clock: Clock): Consumer {
  const count = countOnce(clock);
  const add = together<Counted>(MOST_AT_ONCE, (tenantId, counted) => count(store.tenant(tenantId), counted));
  return {
    name: 'analytics',
    streams: ['inbound', 'outbound', 'booking'],
    async handle(event) {
      const counted = countedOf(event);
      if (counted) await add(event.tenantId, counted);
    },
  };
}
