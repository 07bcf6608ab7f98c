import { hash } from 'node:crypto';
import type { Collection } from '#contracts/collection.ts';
import { PLATFORM_SCOPE } from '#contracts/event.ts';
import {
  type AuditEntry,
  type AuditFact,
  type AuditHead,
  auditAbout,
  auditEntries,
  auditHeads,
  platformAuditEntries,
  platformAuditHeads,
} from '#contracts/records/audit.ts';
import type { PlatformStore, TenantStore } from '#contracts/store.ts';

/** Whose chain it is: the hash of each entry says so, and the collections that hold it. */
export interface Chain {
  readonly scope: string;
  readonly entries: Collection<AuditEntry, { readonly bySequence: readonly ['sequence'] }>;
  readonly heads: Collection<AuditHead, { readonly byId: readonly ['id'] }>;
}

/** The chain of a tenant, or the platform's own. */
export function chainOf(store: TenantStore | PlatformStore): Chain {
  return 'tenantId' in store
    ? { scope: store.tenantId, entries: auditEntries, heads: auditHeads }
    : { scope: PLATFORM_SCOPE, entries: platformAuditEntries, heads: platformAuditHeads };
}

/** A chain without entries. */
export const START: AuditHead = { id: 'head', sequence: 0, hash: '' };

const NAMES = Object.keys(auditAbout.shape) as readonly (keyof typeof auditAbout.shape)[];

/** The facts as the next links of a chain, and where it ends then. */
export function chained(
  scope: string,
  head: AuditHead,
  facts: readonly AuditFact[],
): { readonly entries: readonly AuditEntry[]; readonly head: AuditHead } {
  let end = head;
  const entries = facts.map((fact): AuditEntry => {
    const link = { ...fact, sequence: end.sequence + 1, previous: end.hash };
    const entry = { ...link, hash: hashOf(scope, link) };
    end = { id: 'head', sequence: entry.sequence, hash: entry.hash };
    return entry;
  });
  return { entries, head: end };
}

/** The same for the same content, in whichever order an engine gives the fields back. */
export function hashOf(scope: string, { sequence, previous, id, kind, at, about }: Omit<AuditEntry, 'hash'>): string {
  const said = NAMES.flatMap((name) => (about[name] === undefined ? [] : [[name, about[name]]]));
  return hash('sha256', JSON.stringify([scope, sequence, previous, id, kind, at, said]));
}
