import type { Clock } from '#contracts/clock.ts';
import type { Consumer } from '#contracts/bus.ts';
import { reading } from '#contracts/events/all.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import type { Store } from '#contracts/store.ts';
import { MOST_AT_ONCE, countTags } from './count.ts';

/** Keeps the counts that the inbox shows beside its lists. */
export function inboxCounts(store: Store, clock: Clock): Consumer {
  const count = countTags(clock);
  return {
    name: 'inbox-counts',
    ...reading([conversationEvents.tagged]),
    slice: MOST_AT_ONCE,
    async handle(events) {
      const [first] = events;
      if (first) await count(store.tenant(first.tenantId), events);
    },
  };
}
