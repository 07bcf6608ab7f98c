import { z } from 'zod';
import { auditEntry } from '#contracts/records/audit.ts';
import { START } from './chain.ts';
import { type Fault, faultOf } from './verify.ts';

export type Checked =
  | { readonly kind: 'holds'; readonly entries: number; readonly from: number; readonly head: string }
  | { readonly kind: 'broken'; readonly fault: Fault; readonly sequence: number };

const line = z.looseObject({ scope: z.string(), sequence: z.int() });
const link = auditEntry.pick({ sequence: true, previous: true });

/**
 * Checks exported entries without a store: each chain from its first line on, by its scope. A file cannot show that entries are missing
 * before its first or after its last one: compare `head` with a number that was noted elsewhere. @throws ZodError, SyntaxError for a line
 * that is none of an export
 */
export async function verifyLines(lines: AsyncIterable<string>): Promise<ReadonlyMap<string, Checked>> {
  const chains = new Map<string, Checked>();
  for await (const text of lines) {
    if (text.trim() === '') continue;
    const { scope, ...entry } = line.parse(JSON.parse(text));
    const known = chains.get(scope);
    if (known?.kind !== 'broken') chains.set(scope, next(scope, known, entry));
  }
  return chains;
}

function next(
  scope: string,
  known: Exclude<Checked, { kind: 'broken' }> | undefined,
  entry: { readonly sequence: number },
): Checked {
  const first = link.safeParse(entry);
  const before = known
    ? { ...START, sequence: known.from + known.entries - 1, hash: known.head }
    : { ...START, sequence: entry.sequence - 1, hash: first.success ? first.data.previous : '' };
  const fault = faultOf(scope, before, entry);
  if (fault) return { kind: 'broken', fault, sequence: before.sequence + 1 };
  const { hash } = auditEntry.parse(entry);
  return { kind: 'holds', entries: (known?.entries ?? 0) + 1, from: known?.from ?? entry.sequence, head: hash };
}
