import type { EpochMs } from '#contracts/clock.ts';
import { type DueEntry, dueEntries } from '#contracts/later.ts';
import { type TenantStore, type Write, put } from '#contracts/store.ts';

export const SNOOZE_ENDS = 'snooze.ends';

/** The end of a snooze, for the batch that begins it. A later snooze of the same conversation takes its place. */
export async function snoozeScheduled(store: TenantStore, conversationId: string, until: EpochMs): Promise<Write> {
  const id = `${SNOOZE_ENDS}:${conversationId}`;
  const lane = `inbox:${conversationId}`;
  const about = { conversationId };
  const entry: DueEntry = { id, lane, class: 5, dueAt: until, kind: SNOOZE_ENDS, about, why: 'scheduled', attempts: 0 };
  return put(dueEntries, await store.get(dueEntries, id), entry);
}
