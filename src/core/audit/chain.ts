import { hash } from 'node:crypto';
import { type AuditEntry, type AuditFact, type AuditHead, auditAbout } from '#contracts/records/audit.ts';

/** The head of an empty chain. */
export const START: AuditHead = { id: 'head', sequence: 0, hash: '' };

const NAMES = Object.keys(auditAbout.shape) as readonly (keyof typeof auditAbout.shape)[];

/** Links facts to the end of a chain. Returns the entries and the new head. */
export function chained(
  tenantId: string,
  head: AuditHead,
  facts: readonly AuditFact[],
): { readonly entries: readonly AuditEntry[]; readonly head: AuditHead } {
  let end = head;
  const entries = facts.map((fact): AuditEntry => {
    const link = { ...fact, sequence: end.sequence + 1, previous: end.hash };
    const entry = { ...link, hash: hashOf(tenantId, link) };
    end = { id: 'head', sequence: entry.sequence, hash: entry.hash };
    return entry;
  });
  return { entries, head: end };
}

/** Hashes an entry. The order in which an engine returns the fields does not matter. */
export function hashOf(tenantId: string, { sequence, previous, id, kind, at, about }: Omit<AuditEntry, 'hash'>): string {
  const said = NAMES.flatMap((name) => (about[name] === undefined ? [] : [[name, about[name]]]));
  return hash('sha256', JSON.stringify([tenantId, sequence, previous, id, kind, at, said]));
}
