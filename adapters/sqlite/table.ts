import type { FieldValue } from '#contracts/collection.ts';
import { fieldValue, keysOf, type Declared, type Keys } from '#contracts/store-rules/document.ts';
import { tagIndexOf, type TagIndex } from './tags.ts';

/** What a column of an indexed field holds: a list of tags as JSON. Null only in a row that an older version wrote. */
export type Cell = string | number | null;

/** A collection as a table, with its SQL names computed once. */
export interface Table extends Keys {
  readonly collection: Declared;
  readonly name: string;
  readonly insert: string;
  readonly replace: string;
  readonly remove: string;
  readonly version: string;
  readonly get: string;
  /** Cells of `fields`, in their order. */
  readonly cells: string;
  readonly tagIndexes: readonly TagIndex[];
}

export function tableOf(collection: Declared): Table {
  const keys = keysOf(collection);
  const name = `"c_${collection.name}"`;
  const columns = keys.fields.map(columnOf);
  return {
    ...keys,
    collection,
    name,
    insert:
      `INSERT INTO ${name} (${['tenant', 'id', 'version', 'shape', ...columns, 'body'].join(', ')}) ` +
      `VALUES (${['?', '?', '1', '?', ...columns.map(() => '?'), '?'].join(', ')}) ON CONFLICT DO NOTHING`,
    replace:
      `UPDATE OR IGNORE ${name} SET version = version + 1, ` +
      `${['shape', ...columns, 'body'].map((column) => `${column} = ?`).join(', ')} WHERE tenant = ? AND id = ? AND version = ?`,
    remove: `DELETE FROM ${name} WHERE tenant = ? AND id = ? AND version = ?`,
    version: `SELECT version FROM ${name} WHERE tenant = ? AND id = ?`,
    get: `SELECT id, version, shape, body FROM ${name} WHERE tenant = ? AND id = ?`,
    cells: `SELECT ${columns.join(', ')} FROM ${name} WHERE tenant = ? AND id = ?`,
    tagIndexes: keys.indexes
      .filter(({ fields }) => fields[0] === collection.tags)
      .map((index) => tagIndexOf(collection.name, keys.fields, index)),
  };
}

export function columnOf(field: string): string {
  return field === 'id' ? 'id' : `"f_${field}"`;
}

export function toSql(value: FieldValue): string | number {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

/** Values of the indexed fields, in the order of `fields`. */
export function columnValues(table: Table, value: Readonly<Record<string, unknown>>): (string | number)[] {
  return table.fields.map((field) => toSql(fieldValue(table.collection, field, value[field])));
}
