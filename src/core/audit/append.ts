import type { EpochMs } from '#contracts/clock.ts';
import type { AuditFact } from '#contracts/records/audit.ts';
import { BATCH_LIMIT, type PlatformStore, type TenantStore, againWhenStale, insert, put } from '#contracts/store.ts';
import { START, chainOf, chained } from './chain.ts';

/** One line of the batch is for the head. */
export const MOST_AT_ONCE = BATCH_LIMIT.writes - 1;
/** Attempts before giving up. High, because several instances may append to one chain at the same time. */
const TIMES = 300;

/**
 * Appends facts to the audit log of a tenant or of the platform in one batch, each once: a fact that already has an entry is skipped.
 * If another writer moved the head first, the entries are built again after the new head.
 */
export async function appendAudit(
  store: TenantStore | PlatformStore,
  facts: readonly AuditFact[],
  expiresAt: EpochMs = 0,
): Promise<void> {
  const { scope, entries, heads } = chainOf(store);
  let left = [...new Map(facts.map((fact) => [fact.id, fact])).values()];
  await againWhenStale(async () => {
    if (left.length === 0) return { kind: 'done' } as const;
    const was = await store.get(heads, START.id);
    const next = chained(scope, was?.value ?? START, left, expiresAt);
    const outcome = await store.commit([put(heads, was, next.head), ...next.entries.map((entry) => insert(entries, entry))]);
    if (outcome.kind === 'committed') return { kind: 'done' } as const;
    // Checked only now, because it is rare, and for all facts at once, because a redelivery after a crash repeats many.
    if (outcome.kind === 'taken' && outcome.collection === entries.name) left = await unwritten(store, left);
    return { kind: 'stale' } as const;
  }, TIMES);
}

async function unwritten(store: TenantStore | PlatformStore, facts: readonly AuditFact[]): Promise<AuditFact[]> {
  const { entries } = chainOf(store);
  const there = await Promise.all(facts.map(({ id }) => store.get(entries, id)));
  return facts.filter((_, n) => there[n] === undefined);
}
