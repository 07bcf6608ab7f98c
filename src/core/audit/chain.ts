import { hash } from 'node:crypto';
import type { EpochMs } from '#contracts/clock.ts';
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

/** Whose chain it is (the scope is part of each hash) and the collections that hold it. */
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

/** The head of an empty chain. */
export const START: AuditHead = { id: 'head', sequence: 0, hash: '', expiresAt: 0, shortened: false };

const NAMES = Object.keys(auditAbout.shape) as readonly (keyof typeof auditAbout.shape)[];

/** Links facts to the end of a chain. Returns the entries and the new head. */
export function chained(
  scope: string,
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
    const entry = { ...link, hash: hashOf(scope, link) };
    end = { id: 'head', sequence: entry.sequence, hash: entry.hash, expiresAt: until, shortened };
    return entry;
  });
  return { entries, head: end };
}

/** Hashes an entry. The order in which an engine returns the fields does not matter. */
export function hashOf(scope: string, { sequence, previous, expiresAt, id, kind, at, about }: Omit<AuditEntry, 'hash'>): string {
  const said = NAMES.flatMap((name) => (about[name] === undefined ? [] : [[name, about[name]]]));
  return hash('sha256', JSON.stringify([scope, sequence, previous, expiresAt, id, kind, at, said]), 'base64url');
}
