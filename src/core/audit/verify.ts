import { type AuditEntry, type AuditHead, auditAbout, auditEntry } from '#contracts/records/audit.ts';
import { FIND_LIMIT, type PlatformStore, type TenantStore } from '#contracts/store.ts';
import { START, chainOf, hashOf } from './chain.ts';

/** `head`: what the chain ends with is not what its head says. `unlinked`: the entry does not continue the one before it. */
export type Fault = 'changed' | 'missing' | 'inserted' | 'unlinked' | 'head';

export type Verdict =
  | { readonly kind: 'holds'; readonly entries: number; readonly head: string }
  /** The first place where it does not hold. */
  | { readonly kind: 'broken'; readonly fault: Fault; readonly sequence: number };

/**
 * Walks the chain of a tenant or of the platform from its first entry to its head, while others may append to it. Finds an entry that was changed,
 * removed, inserted or put elsewhere. Who can write all of it anew, head included, is found only by a head that was
 * noted elsewhere before.
 */
export async function verifyChain(store: TenantStore | PlatformStore): Promise<Verdict> {
  let end = START;
  for (;;) {
    const head = await headOf(store);
    const walked = await walk(store, end, head.sequence);
    if ('kind' in walked) return walked;
    end = walked.end;
    if (end.sequence < head.sequence) return broken('missing', end.sequence + 1);
    if (end.hash !== head.hash) return broken('head', head.sequence);

    const beyond = await store.find(chainOf(store).entries, { by: 'bySequence', equals: [], from: end.sequence + 1, limit: 1 });
    if (beyond.items.length === 0) return { kind: 'holds', entries: end.sequence, head: end.hash };
    // An entry and the head that names it are one commit: what stands behind a head that has not moved was put there.
    if ((await headOf(store)).sequence === head.sequence) return broken('inserted', end.sequence + 1);
  }
}

async function headOf(store: TenantStore | PlatformStore): Promise<AuditHead> {
  return (await store.get(chainOf(store).heads, START.id))?.value ?? START;
}

async function walk(
  store: TenantStore | PlatformStore,
  start: AuditHead,
  until: number,
): Promise<{ readonly end: AuditHead } | Verdict> {
  const { scope, entries } = chainOf(store);
  let end = start;
  let cursor: string | undefined;
  do {
    const page = await store.find(entries, {
      by: 'bySequence',
      equals: [],
      ...(start.sequence > 0 ? { from: start.sequence + 1 } : {}),
      until: until + 1,
      limit: FIND_LIMIT,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { value } of page.items) {
      const fault = faultOf(scope, end, value);
      if (fault) return broken(fault, end.sequence + 1);
      end = { id: 'head', sequence: value.sequence, hash: value.hash };
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return { end };
}

const exactly = auditEntry.extend({ about: auditAbout.strict() }).strict();

/** The store does not parse what it wrote itself, and whoever tampers need not keep to the shape. */
function faultOf(scope: string, end: AuditHead, value: unknown): Fault | undefined {
  const read = exactly.safeParse(value);
  if (!read.success) return 'changed';
  const entry: AuditEntry = read.data;
  if (entry.hash !== hashOf(scope, entry)) return 'changed';
  if (entry.sequence <= end.sequence) return 'inserted';
  if (entry.sequence > end.sequence + 1) return 'missing';
  return entry.previous === end.hash ? undefined : 'unlinked';
}

function broken(fault: Fault, sequence: number): Verdict {
  return { kind: 'broken', fault, sequence };
}
