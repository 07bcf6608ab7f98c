import type { Clock } from '#contracts/clock.ts';
import type { Consumer } from '#contracts/bus.ts';
import { reading } from '#contracts/events/all.ts';
import type { Store } from '#contracts/store.ts';
import { MOST_AT_ONCE, countOnce } from './count.ts';
import { countedEvents, countedOf } from './counted.ts';

/** Counts a tenant's events per day. Events that arrive together share a batch, because they change the same document. */
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
