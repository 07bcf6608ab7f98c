import { hash } from 'node:crypto';
import { type AuditEntry, type AuditFact, type AuditHead, auditAbout } from '#contracts/records/audit.ts';

/** A chain without entries. */
export const START: AuditHead = { id: 'head', sequence: 0, hash: '' };

const NAMES = Object.keys(auditAbout.shape) as readonly (keyof typeof auditAbout.shape)[];

/** The facts as the next links of a chain, and where it ends then. */
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

/** The same for the same content, in whichever order an engine gives the fields back. */
export function hashOf(tenantId: string, { sequence, previous, id, kind, at, about }: Omit<AuditEntry, 'hash'>): string {
  const said = NAMES.flatMap((name) => (about[name] === undefined ? [] : [[name, about[name]]]));
  return hash('sha256', JSON.stringify([tenantId, sequence, previous, id, kind, at, said]), 'base64url');
}
