import { hash } from 'node:crypto';
import { z } from 'zod';
import { invalid } from './failure.ts';

const cursorShape = z.tuple([z.string(), z.array(z.union([z.string(), z.number()]))]);

/** Where a page ended, with a mark of tenant and query: it opens the next page of that query and nothing else. */
export function writeCursor(mark: string, values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([mark, values])).toString('base64url');
}

export function readCursor(cursor: string, mark: string, length: number): readonly (string | number)[] {
  const result = cursorShape.safeParse(jsonOf(cursor));
  if (!result.success || result.data[0] !== mark || result.data[1].length !== length)
    throw invalid('the cursor does not belong to this query: start again without it');
  return result.data[1];
}

export function queryMark(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 16);
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
