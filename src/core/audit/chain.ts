import { hash } from 'node:crypto';
import type { EpochMs } from '#contracts/clock.ts';
import { type AuditEntry, type AuditFact, type AuditHead, auditAbout } from '#contracts/records/audit.ts';

/** A chain without entries. */
export const START: AuditHead = { id: 'head', sequence: 0, hash: '', expiresAt: 0, shortened: false };

const NAMES = Object.keys(auditAbout.shape) as readonly (keyof typeof auditAbout.shape)[];

/** The facts as the next links of a chain, and where it ends then. */
export function chained(
  tenantId: string,
  head: AuditHead,
  facts: readonly AuditFact[],
  /** 0: never. */
  expiresAt: EpochMs,
): { readonly entries: readonly AuditEntry[]; readonly head: AuditHead } {
  let end = head;
  // Instances whose clocks differ do not let a later entry end before an earlier one.
  const until = expiresAt === 0 ? 0 : Math.max(expiresAt, head.expiresAt);
  const shortened = head.shortened || until > 0;
  const entries = facts.map((fact): AuditEntry => {
    const link = { ...fact, sequence: end.sequence + 1, previous: end.hash, expiresAt: until };
    const entry = { ...link, hash: hashOf(tenantId, link) };
    end = { id: 'head', sequence: entry.sequence, hash: entry.hash, expiresAt: until, shortened };
    return entry;
  });
  return { entries, head: end };
}

/** The same for the same content, in whichever order an engine gives the fields back. */
export function hashOf(
  tenantId: string,
  { sequence, previous, expiresAt, id, kind, at, about }: Omit<AuditEntry, 'hash'>,
): string {
  const said = NAMES.flatMap((name) => (about[name] === undefined ? [] : [[name, about[name]]]));
  return hash('sha256', JSON.stringify([tenantId, sequence, previous, expiresAt, id, kind, at, said]), 'base64url');
}
