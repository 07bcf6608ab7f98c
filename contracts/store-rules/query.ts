import { z } from 'zod';
import type { IndexValue } from '../collection.ts';
import { FIND_LIMIT } from '../store.ts';
import { indexValue, invalid, oneTag, type Declared, type Key } from './document.ts';

/** A query without the types that hold it to an index: checked again here, for callers that got round them. */
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
  /** The fields that `equals` are for. */
  readonly equal: readonly string[];
  readonly equals: readonly IndexValue[];
  /** The field that `from` and `until` are for; empty when none is left. */
  readonly range: string;
  /** What the page is sorted by: the rest of the index, and `id` last. */
  readonly sort: readonly string[];
}

/** @throws StoreFailure for a query that the index does not serve. */
export function checkedQuery(collection: Declared, indexes: readonly Key[], query: LooseQuery): CheckedQuery {
  const index = indexes.find((key) => key.name === query.by);
  if (!index) throw invalid(`${collection.name}: no index "${query.by}" is declared`);
  const given: unknown[] = Array.isArray(query.equals) ? query.equals : [];
  if (given.length > index.fields.length)
    throw invalid(`${collection.name}.${query.by}: more equalities than the index has fields`);
  const [first = ''] = index.fields;
  if (first === collection.tags && given.length === 0)
    throw invalid(`${collection.name}.${query.by}: an index on tags is asked for one tag`);
  const rest = index.fields.slice(given.length);
  const [range = ''] = rest;
  if (range === '' && (query.from !== undefined || query.until !== undefined))
    throw invalid(`${collection.name}.${query.by}: no field is left for a range`);
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > FIND_LIMIT)
    throw invalid(`${collection.name}.${query.by}: limit must be from 1 to ${FIND_LIMIT}`);
  const equal = index.fields.slice(0, given.length);
  const equals = equal.map((field, n) =>
    field === collection.tags ? oneTag(collection, field, given[n]) : indexValue(collection, field, given[n]),
  );
  for (const end of [query.from, query.until]) if (end !== undefined) indexValue(collection, range, end);
  return { index, equal, equals, range, sort: rest.includes('id') ? rest : [...rest, 'id'] };
}

/** What a cursor belongs to: the tenant and everything of the query but limit and cursor. */
export function queryText(tenant: string, collection: Declared, query: LooseQuery, equals: readonly IndexValue[]): string {
  const { by, from, until, order = 'asc' } = query;
  return JSON.stringify([tenant, collection.name, by, equals, from ?? null, until ?? null, order]);
}

const cursorShape = z.tuple([z.string(), z.array(z.union([z.string(), z.number(), z.boolean()]))]);

/** Where a page ended, with a mark of its `queryText`: it opens the next page of that query and nothing else. */
export function writeCursor(mark: string, values: readonly IndexValue[]): string {
  return Buffer.from(JSON.stringify([mark, values])).toString('base64url');
}

export function readCursor(cursor: string, mark: string, length: number): readonly IndexValue[] {
  const result = cursorShape.safeParse(jsonOf(cursor));
  if (!result.success || result.data[0] !== mark || result.data[1].length !== length)
    throw invalid('the cursor does not belong to this query: start again without it');
  return result.data[1];
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
