import { hash } from 'node:crypto';
import type { Document } from '#contracts/collection.ts';
import { indexValue, type Key } from '#contracts/store-rules/document.ts';
import {
  checkedQuery,
  queryText,
  readCursor,
  writeCursor,
  type CheckedQuery,
  type LooseQuery,
} from '#contracts/store-rules/query.ts';
import type { Page } from '#contracts/store.ts';
import type { Connection } from './connection.ts';
import { decoded } from './document.ts';
import { columnOf, toSql, type Table } from './table.ts';

export function findPage<T extends Document>(connection: Connection, table: Table, tenant: string, query: LooseQuery): Page<T> {
  const { from, until, order = 'asc', limit, cursor } = query;
  const asked = checkedQuery(table.collection, table.indexes, query);
  const mark = () => hash('sha256', queryText(tenant, table.collection, query, asked.equals), 'base64url').slice(0, 16);
  const after = cursor === undefined ? undefined : readCursor(cursor, mark(), asked.sort.length);

  const sql = statementOf(table, asked, {
    from: from !== undefined,
    until: until !== undefined,
    after: after !== undefined,
    order,
  });
  const ends = [from, until].filter((value) => value !== undefined);
  const rows = connection.sql(sql).all(tenant, ...asked.equals.map(toSql), ...ends, ...(after ?? []).map(toSql), limit + 1);
  const items = rows.slice(0, limit).map((row) => decoded<T>(table.collection, row));
  const last: unknown = items.at(-1)?.value;
  if (rows.length <= limit || !isRecord(last)) return { items };
  return {
    items,
    next: writeCursor(
      mark(),
      asked.sort.map((field) => indexValue(table.collection, field, last[field])),
    ),
  };
}

interface Form {
  readonly from: boolean;
  readonly until: boolean;
  readonly after: boolean;
  readonly order: 'asc' | 'desc';
}

/** Statement texts by index. Building one takes longer than running it. */
const statements = new WeakMap<Key, Map<string, string>>();

function statementOf(table: Table, asked: CheckedQuery, form: Form): string {
  const known = statements.getOrInsertComputed(asked.index, () => new Map());
  const name = `${asked.equal.length} ${form.from} ${form.until} ${form.after} ${form.order}`;
  return known.getOrInsertComputed(name, () => made(table, asked, form));
}

function made(table: Table, asked: CheckedQuery, { from, until, after, order }: Form): string {
  const [above, direction] = order === 'asc' ? ['>', 'ASC'] : ['<', 'DESC'];
  const source = sourceOf(table, asked.index);
  // The unary plus keeps a bound from using the index when the cursor is the tighter bound.
  const bound = (operator: string) =>
    `${after && operator.startsWith(above) ? '+' : ''}${source.column(asked.range)} ${operator} ?`;
  const columns = asked.sort.map(source.column);
  const where = [
    `${source.tenant} = ?`,
    ...asked.equal.map((field) => `${source.column(field)} = ?`),
    ...(from ? [bound('>=')] : []),
    ...(until ? [bound('<')] : []),
    ...(after ? [`(${columns.join(', ')}) ${above} (${columns.map(() => '?').join(', ')})`] : []),
  ];
  const sorted = columns.map((column) => `${column} ${direction}`).join(', ');
  return `SELECT ${source.id} AS id, version, shape, body FROM ${source.from} WHERE ${where.join(' AND ')} ORDER BY ${sorted} LIMIT ?`;
}

/** Where an index is walked. That of a list of tags is a table of its own, which leads to the documents in its order. */
function sourceOf(table: Table, { name }: Key) {
  const tagIndex = table.tagIndexes.find(({ index }) => index.name === name);
  if (!tagIndex) return { from: table.name, tenant: 'tenant', id: 'id', column: columnOf };
  return {
    // A cross join keeps the planner from beginning at the documents.
    from: `${tagIndex.name} AS t CROSS JOIN ${table.name} AS d ON d.tenant = t.tenant AND d.id = t.id`,
    tenant: 't.tenant',
    id: 'd.id',
    column: (field: string) => (field === table.collection.tags ? 't.tag' : `t.${columnOf(field)}`),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
