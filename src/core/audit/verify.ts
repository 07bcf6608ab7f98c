import type { EpochMs } from '#contracts/clock.ts';
import { type AuditEntry, type AuditHead, auditAbout, auditEntry } from '#contracts/records/audit.ts';
import type { PlatformStore, TenantStore } from '#contracts/store.ts';
import { everything } from '#core/walking/everything.ts';
import { START, chainOf, hashOf } from './chain.ts';

/** `head`: the head does not match the last entry. `unlinked`: the entry does not continue the previous one. */
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
 * Checks the chain of a tenant or of the platform from the first entry to the head. Others may append meanwhile. Detects an entry that was changed,
 * removed, inserted or moved. It cannot detect that somebody rewrote the whole chain including the head; for that, compare the
 * head with a copy noted elsewhere.
 */
export async function verifyChain(store: TenantStore | PlatformStore, now: EpochMs = 0): Promise<Verdict> {
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

    const beyond = await store.find(chainOf(store).entries, { by: 'bySequence', equals: [], from: end.sequence + 1, limit: 1 });
    if (beyond.items.length === 0)
      return { kind: 'holds', entries: end.sequence, head: end.hash, ...(from === undefined ? {} : { from }) };
    // Entry and head are written in one commit. So an entry behind a head that has not moved was inserted by somebody.
    if ((await headOf(store)).sequence === head.sequence) return broken('inserted', end.sequence + 1);
  }
}

async function headOf(store: TenantStore | PlatformStore): Promise<AuditHead> {
  return (await store.get(chainOf(store).heads, START.id))?.value ?? START;
}

type Walked = { readonly end: AuditHead; readonly from?: number | undefined } | Verdict;

/** With `now`, the walk may skip expired entries once. */
async function walk(
  store: TenantStore | PlatformStore,
  start: AuditHead,
  head: AuditHead,
  now: EpochMs | undefined,
): Promise<Walked> {
  const { scope, entries } = chainOf(store);
  let end = start;
  let from: number | undefined;
  const after = start.sequence > 0 ? { from: start.sequence + 1 } : {};
  const until = head.sequence + 1;
  for await (const { value } of everything(store, entries, { by: 'bySequence', equals: [], ...after, until })) {
    if (now !== undefined && hasExpired(value, now)) continue;
    if (now !== undefined && from === undefined && value.sequence > end.sequence + 1) {
      end = { ...end, sequence: value.sequence - 1, hash: value.previous };
      from = value.sequence;
    }
    const fault = faultOf(scope, end, value);
    if (fault) return broken(fault, end.sequence + 1);
    end = { ...end, sequence: value.sequence, hash: value.hash };
  }
  return { end, from };
}

function hasExpired({ expiresAt }: Pick<AuditEntry, 'expiresAt'>, now: EpochMs): boolean {
  return expiresAt > 0 && expiresAt < now;
}

const exactly = auditEntry.extend({ about: auditAbout.strict() }).strict();

/** Parses the entry first: the store does not check documents it wrote, and a tampered one may have any shape. */
export function faultOf(scope: string, end: AuditHead, value: unknown): Fault | undefined {
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
