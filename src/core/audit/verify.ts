import type { EpochMs } from '#contracts/clock.ts';
import { type AuditEntry, type AuditHead, auditAbout, auditEntries, auditEntry, auditHeads } from '#contracts/records/audit.ts';
import { FIND_LIMIT, type TenantStore } from '#contracts/store.ts';
import { START, hashOf } from './chain.ts';

/** `head`: what the chain ends with is not what its head says. `unlinked`: the entry does not continue the one before it. */
export type Fault = 'changed' | 'missing' | 'inserted' | 'unlinked' | 'head';

export type Verdict =
  | {
      readonly kind: 'holds';
      /** How many there have been, those that have expired included. */
      readonly entries: number;
      readonly head: string;
      /** The first entry that was verified, where those before it have expired. */
      readonly from?: number;
    }
  /** The first place where it does not hold. */
  | { readonly kind: 'broken'; readonly fault: Fault; readonly sequence: number };

/**
 * Walks a tenant's chain from its first entry to its head, while others may append to it. Finds an entry that was changed,
 * removed, inserted or put elsewhere. Who can write all of it anew, head included, is found only by a head that was
 * noted elsewhere before. Entries that have expired at `now` are passed over, whether they are still there or not, so of a chain with a
 * retention period nobody can tell how many its oldest part had.
 */
export async function verifyChain(store: TenantStore, now: EpochMs = 0): Promise<Verdict> {
  let end = START;
  let from: number | undefined;
  for (;;) {
    const head = await headOf(store);
    const walked = await walk(store, end, head, from === undefined && head.shortened ? now : undefined);
    if ('kind' in walked) return walked;
    end = walked.end;
    from ??= walked.from;
    const allExpired = end.sequence < head.sequence && head.shortened && hasExpired(head, now);
    if (allExpired) [end, from] = [head, head.sequence + 1];
    if (end.sequence < head.sequence) return broken('missing', end.sequence + 1);
    if (end.hash !== head.hash) return broken('head', head.sequence);

    const beyond = await store.find(auditEntries, { by: 'bySequence', equals: [], from: end.sequence + 1, limit: 1 });
    if (beyond.items.length === 0)
      return { kind: 'holds', entries: end.sequence, head: end.hash, ...(from === undefined ? {} : { from }) };
    // An entry and the head that names it are one commit: what stands behind a head that has not moved was put there.
    if ((await headOf(store)).sequence === head.sequence) return broken('inserted', end.sequence + 1);
  }
}

async function headOf(store: TenantStore): Promise<AuditHead> {
  return (await store.get(auditHeads, START.id))?.value ?? START;
}

type Walked = { readonly end: AuditHead; readonly from?: number | undefined } | Verdict;

/** With `now`, the walk may jump once over what has expired. */
async function walk(store: TenantStore, start: AuditHead, head: AuditHead, now: EpochMs | undefined): Promise<Walked> {
  let end = start;
  let from: number | undefined;
  let cursor: string | undefined;
  do {
    const page = await store.find(auditEntries, {
      by: 'bySequence',
      equals: [],
      ...(start.sequence > 0 ? { from: start.sequence + 1 } : {}),
      until: head.sequence + 1,
      limit: FIND_LIMIT,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { value } of page.items) {
      if (now !== undefined && hasExpired(value, now)) continue;
      if (now !== undefined && from === undefined && value.sequence > end.sequence + 1) {
        end = { ...end, sequence: value.sequence - 1, hash: value.previous };
        from = value.sequence;
      }
      const fault = faultOf(store.tenantId, end, value);
      if (fault) return broken(fault, end.sequence + 1);
      end = { ...end, sequence: value.sequence, hash: value.hash };
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return { end, from };
}

function hasExpired({ expiresAt }: Pick<AuditEntry, 'expiresAt'>, now: EpochMs): boolean {
  return expiresAt > 0 && expiresAt < now;
}

const exactly = auditEntry.extend({ about: auditAbout.strict() }).strict();

/** The store does not parse what it wrote itself, and whoever tampers need not keep to the shape. */
function faultOf(tenantId: string, end: AuditHead, value: unknown): Fault | undefined {
  const read = exactly.safeParse(value);
  if (!read.success) return 'changed';
  const entry: AuditEntry = read.data;
  if (entry.hash !== hashOf(tenantId, entry)) return 'changed';
  if (entry.sequence <= end.sequence) return 'inserted';
  if (entry.sequence > end.sequence + 1) return 'missing';
  return entry.previous === end.hash ? undefined : 'unlinked';
}

function broken(fault: Fault, sequence: number): Verdict {
  return { kind: 'broken', fault, sequence };
}
