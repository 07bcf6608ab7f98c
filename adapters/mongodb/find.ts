import { hash } from 'node:crypto';
import type { Filter } from 'mongodb';
import type { Document, IndexValue } from '#contracts/collection.ts';
import { indexValue, today } from '#contracts/store-rules/document.ts';
import { checkedQuery, queryText, readCursor, writeCursor, type LooseQuery } from '#contracts/store-rules/query.ts';
import type { Page, Stored } from '#contracts/store.ts';
import { answered } from './answered.ts';
import type { Connection } from './client.ts';
import { SHOWN, type GetRow } from './get-groups.ts';
import { fieldPath, rowId, type Place, type Row } from './row.ts';

export async function getOne<T extends Document>(
  getRow: GetRow,
  place: Place,
  tenant: string,
  id: string,
): Promise<Stored<T> | undefined> {
  const row = await getRow(place.name, tenant, id);
  return row ? decoded<T>(place, row) : undefined;
}

export async function findPage<T extends Document>(
  connection: Connection,
  place: Place,
  tenant: string,
  query: LooseQuery,
): Promise<Page<T>> {
  const { from, until, order = 'asc', limit, cursor } = query;
  const asked = checkedQuery(place.collection, place.indexes, query);
  const mark = hash('sha256', queryText(tenant, place.collection, query, asked.equals), 'base64url').slice(0, 16);
  const after = cursor === undefined ? undefined : readCursor(cursor, mark, asked.sort.length);

  const stored = (field: string, value: IndexValue) => (field === 'id' ? rowId(tenant, String(value)) : value);
  const filter: Record<string, unknown> = { tenantId: tenant };
  asked.equal.forEach((field, n) => (filter[fieldPath(field)] = stored(field, asked.equals[n] ?? '')));
  if (from !== undefined || until !== undefined)
    filter[fieldPath(asked.range)] = {
      ...(from !== undefined && { $gte: stored(asked.range, from) }),
      ...(until !== undefined && { $lt: stored(asked.range, until) }),
    };
  if (after)
    filter['$and'] = beyond(
      asked.sort,
      asked.sort.map((field, n) => stored(field, after[n] ?? '')),
      order,
    );

  const direction = order === 'asc' ? 1 : -1;
  const found = connection
    .rows(place.name)
    .find(filter, { projection: SHOWN, maxTimeMS: connection.patienceMs })
    .sort(asked.sort.map((field): [string, 1 | -1] => [fieldPath(field), direction]))
    .limit(limit + 1)
    .batchSize(limit + 1)
    .toArray();
  const rows = await answered(connection, found);

  const items = rows.slice(0, limit).map((row) => decoded<T>(place, row));
  const last: unknown = items.at(-1)?.value;
  if (rows.length <= limit || !isRecord(last)) return { items };
  return {
    items,
    next: writeCursor(
      mark,
      asked.sort.map((field) => indexValue(place.collection, field, last[field])),
    ),
  };
}

/** Filters for everything after a position. The first one lets the server start in the index there; the rest cut exactly. */
function beyond(sort: readonly string[], values: readonly IndexValue[], order: 'asc' | 'desc'): readonly Filter<Row>[] {
  const [past, from] = order === 'asc' ? (['$gt', '$gte'] as const) : (['$lt', '$lte'] as const);
  const exact = sort.map((field, n) => ({
    ...Object.fromEntries(sort.slice(0, n).map((before, at) => [fieldPath(before), values[at]])),
    [fieldPath(field)]: { [past]: values[n] },
  }));
  return [{ [fieldPath(sort[0] ?? 'id')]: { [from]: values[0] } }, { $or: exact }];
}

function decoded<T extends Document>({ collection }: Place, { v, shape, body }: Pick<Row, 'v' | 'shape' | 'body'>): Stored<T> {
  return { value: today(collection, shape, body), version: v };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
