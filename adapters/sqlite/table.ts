import type { IndexValue } from '#contracts/collection.ts';
import { indexValue, keysOf, type Declared, type Keys } from '#contracts/store-rules/document.ts';

/** A collection as a table, with its SQL names computed once. */
export interface Table extends Keys {
  readonly collection: Declared;
  readonly name: string;
  readonly insert: string;
  readonly replace: string;
  readonly remove: string;
  readonly version: string;
  readonly get: string;
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
    get: `SELECT version, shape, body FROM ${name} WHERE tenant = ? AND id = ?`,
  };
}

export function columnOf(field: string): string {
  return field === 'id' ? 'id' : `"f_${field}"`;
}

export function toSql(value: IndexValue): string | number {
  return typeof value === 'boolean' ? Number(value) : value;
}

/** Values of the indexed fields, in the order of `fields`. */
export function columnValues(table: Table, value: Readonly<Record<string, unknown>>): (string | number)[] {
  return table.fields.map((field) => toSql(indexValue(table.collection, field, value[field])));
}
