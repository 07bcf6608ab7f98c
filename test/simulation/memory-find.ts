import type { Document, FieldValue, IndexValue } from '#contracts/collection.ts';
import { checkedQuery, queryText, readCursor, writeCursor, type LooseQuery } from '#contracts/store-rules/query.ts';
import type { Page } from '#contracts/store.ts';
import { decoded, fieldOf, type Row, type Table } from './disk.ts';

export function findPage<T extends Document>(table: Table, tenant: string, query: LooseQuery): Page<T> {
  const { from, until, order = 'asc', limit, cursor } = query;
  const { equal, equals, range, sort } = checkedQuery(table.collection, table.indexes, query);
  const mark = queryText(tenant, table.collection, query, equals);
  const after = cursor === undefined ? undefined : readCursor(cursor, mark, sort.length);
  const sign = order === 'asc' ? 1 : -1;
  const keyOf = (row: Row): IndexValue[] => sort.map((field) => single(fieldOf(table, row, field)));

  const fitting = [...(table.tenants.get(tenant)?.values() ?? [])].filter((row) => {
    if (!equal.every((field, n) => holds(fieldOf(table, row, field), equals[n]))) return false;
    const value = single(fieldOf(table, row, range));
    return !(from !== undefined && compared(value, from) < 0) && !(until !== undefined && compared(value, until) >= 0);
  });
  const sorted = fitting
    .map((row) => ({ row, key: keyOf(row) }))
    .filter(({ key }) => !after || comparedAll(key, after) * sign > 0)
    .toSorted((a, b) => comparedAll(a.key, b.key) * sign);
  const page = sorted.slice(0, limit);
  const items = page.map(({ row }) => decoded<T>(table, row));
  const last = page.at(-1);
  return sorted.length > limit && last ? { items, next: writeCursor(mark, last.key) } : { items };
}

function holds(held: FieldValue | undefined, asked: IndexValue | undefined): boolean {
  return typeof held === 'object' ? held.some((tag) => tag === asked) : held === asked;
}

/** No list is sorted by, and none has a range. */
function single(held: FieldValue | undefined): IndexValue {
  return held === undefined || typeof held === 'object' ? '' : held;
}

function comparedAll(a: readonly IndexValue[], b: readonly IndexValue[]): number {
  for (const [n, value] of a.entries()) {
    const difference = compared(value, b[n] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Text by its code points: half a pair stands for something beyond U+FFFF, so it sorts behind every whole unit. */
function compared(a: IndexValue, b: IndexValue): number {
  if (typeof a !== 'string' || typeof b !== 'string') return Number(a) - Number(b);
  const length = Math.min(a.length, b.length);
  for (let n = 0; n < length; n += 1) {
    const [x, y] = [a.charCodeAt(n), b.charCodeAt(n)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
