import type { EpochMs } from '#contracts/clock.ts';
import { type AuditFact, auditEntries, auditHeads } from '#contracts/records/audit.ts';
import { BATCH_LIMIT, type TenantStore, againWhenStale, insert, put } from '#contracts/store.ts';
import { START, chained } from './chain.ts';

/** A batch holds these and the head. */
export const MOST_AT_ONCE = BATCH_LIMIT.writes - 1;
/** Each writer is faster than all others once in a while: so many instances may append to one chain at the same time. */
const TIMES = 300;

/**
 * Writes facts at the end of a tenant's chain, in one batch, each once: a fact whose event has its entry already is left out. They are
 * kept until `expiresAt`, or for ever.
 * Whoever was faster has moved the head, and the entries are made again behind it.
 */
export async function appendAudit(store: TenantStore, facts: readonly AuditFact[], expiresAt: EpochMs = 0): Promise<void> {
  let left = [...new Map(facts.map((fact) => [fact.id, fact])).values()];
  await againWhenStale(async () => {
    if (left.length === 0) return { kind: 'done' } as const;
    const was = await store.get(auditHeads, START.id);
    const { entries, head } = chained(store.tenantId, was?.value ?? START, left, expiresAt);
    const outcome = await store.commit([put(auditHeads, was, head), ...entries.map((entry) => insert(auditEntries, entry))]);
    if (outcome.kind === 'committed') return { kind: 'done' } as const;
    // Rare, and a redelivery after a crash brings many at once: so it is asked of all of them, and only then.
    if (outcome.kind === 'taken' && outcome.collection === auditEntries.name) left = await unwritten(store, left);
    return { kind: 'stale' } as const;
  }, TIMES);
}

async function unwritten(store: TenantStore, facts: readonly AuditFact[]): Promise<AuditFact[]> {
  const there = await Promise.all(facts.map(({ id }) => store.get(auditEntries, id)));
  return facts.filter((_, n) => there[n] === undefined);
}
