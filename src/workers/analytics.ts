import type { Clock } from '#contracts/clock.ts';
import type { Consumer } from '#contracts/bus.ts';
import type { Store } from '#contracts/store.ts';
import { MOST_AT_ONCE, countOnce } from '#core/analytics/count.ts';
import { countedOf } from '#core/analytics/counted.ts';

/** Counts what happens on each day of a tenant: a slice is one batch, since all of it changes the same day. */
export function analytics(store: Store, clock: Clock): Consumer {
  const count = countOnce(clock);
  return {
    name: 'analytics',
    streams: ['inbound', 'outbound', 'booking'],
    kinds: 'all',
    slice: MOST_AT_ONCE,
    async handle(events) {
      const [first] = events;
      const counted = events.map(countedOf).filter((one) => one !== undefined);
      if (first && counted.length > 0) await count(store.tenant(first.tenantId), counted);
    },
  };
}
