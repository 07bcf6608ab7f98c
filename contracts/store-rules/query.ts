import { z } from 'zod';
import type { IndexValue } from '../collection.ts';
import { FIND_LIMIT } from '../store.ts';
import { indexValue, invalid, oneTag, type Declared, type Key } from './document.ts';

/** A query without its index types. It is checked at run time too, for callers that bypass the types. */
export interface LooseQuery {
  readonly by: string;
  readonly equals: unknown;
  readonly from?: string | number;
  readonly until?: string | number;
  readonly order?: 'asc' | 'desc';
  readonly limit: number;
  readonly cursor?: string;
}

export interface CheckedQuery {
  readonly index: Key;
  /** The fields that `equals` applies to. */
  readonly equal: readonly string[];
  readonly equals: readonly IndexValue[];
  /** The field that `from` and `until` apply to; empty if no field is left. */
  readonly range: string;
  /** Sort order of the page: the rest of the index, then `id`. */
  readonly sort: readonly string[];
}

/** @throws StoreFailure if the index cannot serve the query. */
export function checkedQuery(collection: Declared, indexes: readonly Key[], query: LooseQuery): CheckedQuery {
  const index = indexes.find((key) => key.name === query.by);
  if (!index) throw invalid(`${collection.name}: no index "${query.by}" is declared`);
  const given: unknown[] = Array.isArray(query.equals) ? query.equals : [];
  if (given.length > index.fields.length)
    throw invalid(`${collection.name}.${query.by}: \`equals\` has more values than the index has fields`);
  const [first = ''] = index.fields;
  if (first === collection.tags && given.length === 0)
    throw invalid(`${collection.name}.${query.by}: an index on tags needs one tag in \`equals\``);
  const rest = index.fields.slice(given.length);
  const [range = ''] = rest;
  if (range === '' && (query.from !== undefined || query.until !== undefined))
    throw invalid(`${collection.name}.${query.by}: the index has no field left for a range`);
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > FIND_LIMIT)
    throw invalid(`${collection.name}.${query.by}: limit must be from 1 to ${FIND_LIMIT}`);
  const equal = index.fields.slice(0, given.length);
  const equals = equal.map((field, n) =>
    field === collection.tags ? oneTag(collection, field, given[n]) : indexValue(collection, field, given[n]),
  );
  for (const end of [query.from, query.until]) if (end !== undefined) indexValue(collection, range, end);
  return { index, equal, equals, range, sort: rest.includes('id') ? rest : [...rest, 'id'] };
}

/** Identifies the query a cursor belongs to: the tenant and every part of the query except limit and cursor. */
export function queryText(tenant: string, collection: Declared, query: LooseQuery, equals: readonly IndexValue[]): string {
  const { by, from, until, order = 'asc' } = query;
  return JSON.stringify([tenant, collection.name, by, equals, from ?? null, until ?? null, order]);
}

const cursorShape = z.tuple([z.string(), z.array(z.union([z.string(), z.number(), z.boolean()]))]);

/** Encodes where a page ended. `mark` is derived from `queryText`, so that the cursor works for no other query. */
export function writeCursor(mark: string, values: readonly IndexValue[]): string {
  return Buffer.from(JSON.stringify([mark, values])).toString('base64url');
}

export function readCursor(cursor: string, mark: string, length: number): readonly IndexValue[] {
  const result = cursorShape.safeParse(jsonOf(cursor));
  if (!result.success || result.data[0] !== mark || result.data[1].length !== length)
    throw invalid('the cursor does not belong to this query: start again without a cursor');
  return result.data[1];
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
