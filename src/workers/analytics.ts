import type { Clock } from '#contracts/clock.ts';
import type { Consumer } from '#contracts/bus.ts';
import { reading } from '#contracts/events/all.ts';
import type { Store } from '#contracts/store.ts';
import { MOST_AT_ONCE, countOnce } from '#core/analytics/count.ts';
import { countedEvents, countedOf } from '#core/analytics/counted.ts';

/** Counts what happens on each day of a tenant: a slice is one batch, since all of it changes the same day. */
export function analytics(store: Store, clock: Clock): Consumer {
  const count = countOnce(clock);
  return {
    name: 'analytics',
    ...reading(countedEvents),
    slice: MOST_AT_ONCE,
    async handle(events) {
      const [first] = events;
      if (first)
        await count(
          store.tenant(first.tenantId),
          events.map(countedOf).filter((one) => one !== undefined),
        );
    },
  };
}
