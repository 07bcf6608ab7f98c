import { type AuditFact, auditEntries, auditHeads } from '#contracts/records/audit.ts';
import { BATCH_LIMIT, type TenantStore, againWhenStale, insert, put } from '#contracts/store.ts';
import { START, chained } from './chain.ts';

/** One line of the batch is for the head. */
export const MOST_AT_ONCE = BATCH_LIMIT.writes - 1;
/** Attempts before giving up. High, because several instances may append to one chain at the same time. */
const TIMES = 300;

/**
 * Appends facts to a tenant's audit log in one batch, each once: a fact that already has an entry is skipped. If another writer
 * moved the head first, the entries are built again after the new head.
 */
export async function appendAudit(store: TenantStore, facts: readonly AuditFact[]): Promise<void> {
  let left = [...new Map(facts.map((fact) => [fact.id, fact])).values()];
  await againWhenStale(async () => {
    if (left.length === 0) return { kind: 'done' } as const;
    const was = await store.get(auditHeads, START.id);
    const { entries, head } = chained(store.tenantId, was?.value ?? START, left);
    const outcome = await store.commit([put(auditHeads, was, head), ...entries.map((entry) => insert(auditEntries, entry))]);
    if (outcome.kind === 'committed') return { kind: 'done' } as const;
    // Checked only now, because it is rare, and for all facts at once, because a redelivery after a crash repeats many.
    if (outcome.kind === 'taken' && outcome.collection === auditEntries.name) left = await unwritten(store, left);
    return { kind: 'stale' } as const;
  }, TIMES);
}

async function unwritten(store: TenantStore, facts: readonly AuditFact[]): Promise<AuditFact[]> {
  const there = await Promise.all(facts.map(({ id }) => store.get(auditEntries, id)));
  return facts.filter((_, n) => there[n] === undefined);
}
