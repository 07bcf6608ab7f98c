import { hash } from 'node:crypto';
import type { Document } from '#contracts/collection.ts';
import { indexValue, type Key } from '#contracts/store-rules/document.ts';
import { checkedQuery, queryText, readCursor, writeCursor, type LooseQuery } from '#contracts/store-rules/query.ts';
import type { Page } from '#contracts/store.ts';
import type { Connection } from './connection.ts';
import { decoded } from './document.ts';
import { columnOf, toSql, type Table } from './table.ts';

export function findPage<T extends Document>(connection: Connection, table: Table, tenant: string, query: LooseQuery): Page<T> {
  const { from, until, order = 'asc', limit, cursor } = query;
  const asked = checkedQuery(table.collection, table.indexes, query);
  const mark = () => hash('sha256', queryText(tenant, table.collection, query, asked.equals), 'base64url').slice(0, 16);
  const after = cursor === undefined ? undefined : readCursor(cursor, mark(), asked.sort.length);

  const [above, below] = order === 'asc' ? ['>', '<'] : ['<', '>'];
  const { from: source, tenant: ofTenant, column } = sourceOf(table, asked.index);
  const where = [`${ofTenant} = ?`, ...asked.equal.map((field) => `${column(field)} = ?`)];
  const values: (string | number)[] = [tenant, ...asked.equals.map(toSql)];
  // The unary plus keeps a bound from using the index when the cursor is the tighter bound.
  const bound = (operator: string) =>
    `${after && operator.startsWith(above ?? '') ? '+' : ''}${column(asked.range)} ${operator} ?`;
  if (from !== undefined) where.push(bound('>='));
  if (until !== undefined) where.push(bound('<'));
  values.push(...[from, until].filter((value) => value !== undefined));
  const columns = asked.sort.map(column);
  if (after) where.push(`(${columns.join(', ')}) ${above} (${columns.map(() => '?').join(', ')})`);
  values.push(...(after ?? []).map(toSql), limit + 1);

  const direction = below === '<' ? 'ASC' : 'DESC';
  const rows = connection
    .sql(
      `SELECT version, shape, body FROM ${source} WHERE ${where.join(' AND ')} ` +
        `ORDER BY ${columns.map((sorted) => `${sorted} ${direction}`).join(', ')} LIMIT ?`,
    )
    .all(...values);
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

/** Where an index is walked. That of a list of tags is a table of its own, which leads to the documents in its order. */
function sourceOf(table: Table, { name }: Key) {
  const tagIndex = table.tagIndexes.find(({ index }) => index.name === name);
  if (!tagIndex) return { from: table.name, tenant: 'tenant', column: columnOf };
  return {
    // A cross join keeps the planner from beginning at the documents.
    from: `${tagIndex.name} AS t CROSS JOIN ${table.name} AS d ON d.tenant = t.tenant AND d.id = t.id`,
    tenant: 't.tenant',
    column: (field: string) => (field === table.collection.tags ? 't.tag' : `t.${columnOf(field)}`),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
