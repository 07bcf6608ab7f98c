import type { IndexValue } from '#contracts/collection.ts';
import type { Write } from '#contracts/store.ts';
import { invalid } from './failure.ts';

/** Any declared collection, whatever its documents are. */
export type Declared = Write['collection'];

/** A collection as a table: its names in SQL, made once. */
export interface Table {
  readonly collection: Declared;
  readonly name: string;
  /** Fields with a column of their own: those of indexes and unique keys, without `id`. */
  readonly fields: readonly string[];
  readonly unique: readonly Key[];
  readonly indexes: readonly Key[];
  readonly insert: string;
  readonly replace: string;
  readonly remove: string;
  readonly version: string;
  readonly get: string;
}

export interface Key {
  readonly name: string;
  readonly fields: readonly string[];
}

export function tableOf(collection: Declared): Table {
  const unique = keysOf(collection, collection.unique);
  const indexes = keysOf(collection, collection.indexes);
  const fields = [...new Set([...unique, ...indexes].flatMap((key) => key.fields))].filter((field) => field !== 'id');
  if (!/^[a-z][a-z0-9_]*$/.test(collection.name)) throw invalid(`collection name "${collection.name}" is not snake_case`);

  const { expires } = collection;
  if (expires && !indexes.some((key) => key.fields[0] === expires))
    throw invalid(`${collection.name}: no index begins with "${expires}", by which it expires`);

  const name = `"c_${collection.name}"`;
  const columns = fields.map(columnOf);
  return {
    collection,
    name,
    fields,
    unique,
    indexes,
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

/** Values of the indexed fields, in the order of `fields`. Text that is no Unicode would not be found again. */
export function columnValues(table: Table, value: Readonly<Record<string, unknown>>): (string | number)[] {
  return table.fields.map((field) => toSql(indexValue(table, field, value[field])));
}

export function indexValue(table: Table, field: string, value: unknown): IndexValue {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string' && value.isWellFormed()) return value;
  throw invalid(`${table.collection.name}.${field}: an indexed field must be a number, a boolean or well-formed text`);
}

function keysOf(collection: Declared, keys: Readonly<Record<string, readonly string[]>>): Key[] {
  return Object.entries(keys).map(([name, fields]) => {
    for (const part of [name, ...fields])
      if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(part))
        throw invalid(`${collection.name}: "${part}" cannot be the name of a key or a field`);
    return { name, fields };
  });
}
