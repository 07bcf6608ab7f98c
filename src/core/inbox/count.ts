import type { Clock } from '#contracts/clock.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import { dataOf } from '#contracts/events/define.ts';
import type { BusEvent } from '#contracts/event.ts';
import { inboxCounts } from '#contracts/records/inbox.ts';
import { type TenantStore, put } from '#contracts/store.ts';
import { doneOnce } from '#core/batches/done-once.ts';

/** A conversation changes at most this many lists at once, so a slice of these fits into a batch with its marks. */
export const MOST_AT_ONCE = 20;

/** Keeps how many conversations each list has, from the events that tell what came into a list and what left it. */
export function countTags(clock: Clock) {
  return (store: TenantStore, events: readonly BusEvent[]): Promise<void> =>
    doneOnce(store, 'inbox-counts', clock.now(), events, async (left) => {
      const changes = new Map<string, number>();
      const add = (tag: string, by: number) => changes.set(tag, (changes.get(tag) ?? 0) + by);
      for (const event of left) {
        const { added, removed } = dataOf(conversationEvents.tagged, event);
        for (const tag of added) add(tag, 1);
        for (const tag of removed) add(tag, -1);
      }
      const changed = [...changes].filter(([, by]) => by !== 0);
      return Promise.all(
        changed.map(async ([id, by]) => {
          const was = await store.get(inboxCounts, id);
          return put(inboxCounts, was, { id, count: (was?.value.count ?? 0) + by });
        }),
      );
    });
}
