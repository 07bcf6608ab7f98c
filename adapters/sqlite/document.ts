import type { Document } from '#contracts/collection.ts';
import { today, type Declared } from '#contracts/store-rules/document.ts';
import type { Stored } from '#contracts/store.ts';
import { wholeBody } from './bodies.ts';
import type { Row } from './connection.ts';

export function decoded<T extends Document>(collection: Declared, row: Row): Stored<T> {
  const body = wholeBody(String(row['id']), String(row['body']));
  return { value: today(collection, Number(row['shape']), body), version: Number(row['version']) };
}
