import type { EpochMs } from '#contracts/clock.ts';
import { type DueEntry, dueEntries } from '#contracts/later.ts';
import { type Stored, type TenantStore, replace } from '#contracts/store.ts';
import { everything } from '#core/walking/everything.ts';
import { BEHIND, MESSAGE_DUE, isScheduled, isWaiting } from './line.ts';

const AT_ONCE = 100;

/**
 * Messages that wait for their account are tried now: another account may take them. Those that have to wait all the same are moved back
 * without asking the provider. An entry that somebody changes meanwhile is left to them.
 */
export async function pullForward(store: TenantStore, now: EpochMs): Promise<void> {
  let some: Stored<DueEntry>[] = [];
  for await (const entry of everything(store, dueEntries, { by: 'byDue', equals: [], from: now + 1, until: BEHIND })) {
    if (entry.value.kind === MESSAGE_DUE && isWaiting(entry, now) && !isScheduled(entry)) some.push(entry);
    if (some.length < AT_ONCE) continue;
    await pull(some);
    some = [];
  }
  await pull(some);

  async function pull(entries: readonly Stored<DueEntry>[]): Promise<void> {
    const lines = entries.map((entry) => replace(dueEntries, entry, { ...entry.value, dueAt: now }));
    if (lines.length === 0) return;
    const { kind } = await store.commit(lines);
    if (kind !== 'committed') for (const line of lines) await store.commit([line]);
  }
}
