import type { Document } from '#contracts/collection.ts';
import { FIND_LIMIT, type Page } from '#contracts/store.ts';
import type { Connection } from './connection.ts';
import { queryMark, readCursor, writeCursor } from './cursor.ts';
import { decoded } from './document.ts';
import { invalid } from './failure.ts';
import { columnOf, indexValue, toSql, type Table } from './table.ts';

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

export function findPage<T extends Document>(connection: Connection, table: Table, tenant: string, query: LooseQuery): Page<T> {
  const { by, from, until, order = 'asc', limit, cursor } = query;
  const sorted = checkedFields(table, query);
  const mark = queryMark([tenant, table.collection.name, by, sorted.equals, from ?? null, until ?? null, order]);
  const after = cursor === undefined ? undefined : readCursor(cursor, mark, sorted.fields.length);

  const [above, below] = order === 'asc' ? ['>', '<'] : ['<', '>'];
  const where = ['tenant = ?', ...sorted.equal.map((field) => `${columnOf(field)} = ?`)];
  const values: (string | number)[] = [tenant, ...sorted.equals];
  // The unary plus keeps a bound off the index when the cursor is the tighter one.
  const bound = (column: string, operator: string) =>
    `${after && operator.startsWith(above ?? '') ? '+' : ''}${column} ${operator} ?`;
  if (from !== undefined) where.push(bound(columnOf(sorted.range), '>='));
  if (until !== undefined) where.push(bound(columnOf(sorted.range), '<'));
  values.push(...[from, until].filter((value) => value !== undefined));
  const columns = sorted.fields.map(columnOf);
  if (after) where.push(`(${columns.join(', ')}) ${above} (${columns.map(() => '?').join(', ')})`);
  values.push(...(after ?? []), limit + 1);

  const direction = below === '<' ? 'ASC' : 'DESC';
  const rows = connection
    .sql(
      `SELECT version, shape, body FROM ${table.name} WHERE ${where.join(' AND ')} ` +
        `ORDER BY ${columns.map((column) => `${column} ${direction}`).join(', ')} LIMIT ?`,
    )
    .all(...values);
  const items = rows.slice(0, limit).map((row) => decoded<T>(table.collection, row));
  const last: unknown = items.at(-1)?.value;
  if (rows.length <= limit || !isRecord(last)) return { items };
  return {
    items,
    next: writeCursor(
      mark,
      sorted.fields.map((field) => toSql(indexValue(table, field, last[field]))),
    ),
  };
}

function checkedFields(table: Table, query: LooseQuery) {
  const { collection, indexes } = table;
  const index = indexes.find((key) => key.name === query.by);
  if (!index) throw invalid(`${collection.name}: no index "${query.by}" is declared`);
  const given: unknown[] = Array.isArray(query.equals) ? query.equals : [];
  if (given.length > index.fields.length)
    throw invalid(`${collection.name}.${query.by}: more equalities than the index has fields`);
  const rest = index.fields.slice(given.length);
  const [range = ''] = rest;
  if (range === '' && (query.from !== undefined || query.until !== undefined))
    throw invalid(`${collection.name}.${query.by}: no field is left for a range`);
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > FIND_LIMIT)
    throw invalid(`${collection.name}.${query.by}: limit must be from 1 to ${FIND_LIMIT}`);
  const equal = index.fields.slice(0, given.length);
  const equals = equal.map((field, n) => toSql(indexValue(table, field, given[n])));
  for (const end of [query.from, query.until]) if (end !== undefined) indexValue(table, range, end);
  return { equal, equals, range, fields: rest.includes('id') ? rest : [...rest, 'id'] };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
