import type { Key } from '#contracts/store-rules/document.ts';
import type { Connection } from './connection.ts';
import { columnOf, type Cell, type Table } from './table.ts';

/**
 * An index that begins with a list of tags: a table of its own, clustered by tenant, tag and the fields that follow, with one
 * row for each tag of a document. A query for one tag walks it in order.
 */
export interface TagIndex {
  readonly index: Key;
  /** In SQL. */
  readonly name: string;
  readonly create: string;
  readonly insert: string;
  readonly remove: string;
  /** Where the list is among the fields of the collection. */
  readonly tagsAt: number;
  /** Where the fields after it are, `id` last; -1 for the id itself. */
  readonly orderAt: readonly number[];
}

export function tagIndexOf(collection: string, fields: readonly string[], index: Key): TagIndex {
  const name = `"${tagIndexPrefix(collection)}${index.name}"`;
  const [list = '', ...following] = index.fields;
  const order = following.includes('id') ? following : [...following, 'id'];
  const columns = ['tenant', 'tag', ...order.map(columnOf)];
  return {
    index,
    name,
    create: `CREATE TABLE ${name} (${columns.join(', ')}, PRIMARY KEY (${columns.join(', ')})) WITHOUT ROWID`,
    insert: `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    remove: `DELETE FROM ${name} WHERE ${columns.map((column) => `${column} = ?`).join(' AND ')}`,
    tagsAt: fields.indexOf(list),
    orderAt: order.map((field) => fields.indexOf(field)),
  };
}

/** The dot cannot be in the name of a collection or an index, so the tables of two collections are never mixed up. */
export function tagIndexPrefix(collection: string): string {
  return `t_${collection}.`;
}

/** Values of the indexed fields as they stand, which say what the tag indexes hold. `undefined` where there are none to look after. */
export function cellsNow({ sql }: Connection, table: Table, tenant: string, id: string): readonly Cell[] | undefined {
  if (table.tagIndexes.length === 0) return undefined;
  const row = sql(table.cells).get(tenant, id);
  return row && (Object.values(row) as Cell[]);
}

/** Within a transaction that wrote the document. Where the order stays, only tags that came or went are written. */
export function moveTags(
  connection: Connection,
  table: Table,
  tenant: string,
  id: string,
  was: readonly Cell[] | undefined,
  now: readonly Cell[] | undefined,
): void {
  for (const tagIndex of table.tagIndexes) {
    const [before, after] = [rowsOf(tagIndex, id, was), rowsOf(tagIndex, id, now)];
    const stays = before.order.every((cell, n) => cell === after.order[n]);
    for (const tag of before.tags)
      if (!stays || !after.tags.has(tag)) connection.sql(tagIndex.remove).run(tenant, tag, ...before.order);
    for (const tag of after.tags)
      if (!stays || !before.tags.has(tag)) connection.sql(tagIndex.insert).run(tenant, tag, ...after.order);
  }
}

function rowsOf({ tagsAt, orderAt }: TagIndex, id: string, cells: readonly Cell[] | undefined) {
  const list = cells?.[tagsAt];
  // Null where a version that did not know the field wrote the document.
  const tags: readonly string[] = typeof list === 'string' ? JSON.parse(list) : [];
  return { tags: new Set(tags), order: orderAt.map((at) => (at < 0 ? id : (cells?.[at] ?? null))) };
}
