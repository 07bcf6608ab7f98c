import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import { type Timer, dueEntries } from '#contracts/later.ts';
import { inboxRows } from '#contracts/records/inbox.ts';
import { againWhenStale, remove, replace } from '#contracts/store.ts';
import { changed, told } from './control.ts';
import { writeRow } from './row.ts';
import { SNOOZE_ENDS } from './snooze-entry.ts';

/** Opens a conversation when its snooze is over. One that was opened, closed or snoozed again meanwhile is left as it is. */
export function snoozeEnds(clock: Clock, newId: NewId): Timer {
  return {
    kind: SNOOZE_ENDS,
    due: async (store, entry) =>
      void (await againWhenStale(async () => {
        const known = await store.get(dueEntries, entry.value.id);
        if (!known) return 'gone';
        const row = await store.get(inboxRows, entry.value.about['conversationId'] ?? '');
        const now = clock.now();
        const rests = row?.value.state === 'snoozed';
        if (!rests || row.value.snoozedUntil > now) {
          // The clock of whoever snoozed it may be ahead of this one.
          const later = rests
            ? replace(dueEntries, known, { ...known.value, dueAt: row.value.snoozedUntil })
            : remove(dueEntries, known);
          const outcome = await store.commit([later]);
          return outcome.kind === 'committed' ? 'left' : ({ kind: 'stale' } as const);
        }
        const open = { kind: 'open' } as const;
        const opened = changed(row.value, open, 'system', now);
        const { writes, events } = writeRow(row, opened, { id: newId(), at: now });
        const event = told(open, row.value, opened, 'system', { id: newId(), at: now });
        const outcome = await store.commit([...writes, remove(dueEntries, known)], [event, ...events]);
        return outcome.kind === 'committed' ? 'opened' : ({ kind: 'stale' } as const);
      })),
  };
}
