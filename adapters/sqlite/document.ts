import type { Document } from '#contracts/collection.ts';
import { today, type Declared } from '#contracts/store-rules/document.ts';
import type { Stored } from '#contracts/store.ts';
import type { Row } from './connection.ts';

export function decoded<T extends Document>(collection: Declared, row: Row): Stored<T> {
  return { value: today(collection, Number(row['shape']), String(row['body'])), version: Number(row['version']) };
}
