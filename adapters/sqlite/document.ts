import type { Document } from '#contracts/collection.ts';
import { StoreFailure, type Stored } from '#contracts/store.ts';
import type { Row } from './connection.ts';
import { invalid } from './failure.ts';
import type { Declared } from './table.ts';

/** The document as it will be stored, parsed by its shape. The failure names the field, never its value. */
export function parsed(collection: Declared, value: unknown): Document & Readonly<Record<string, unknown>> {
  const result = collection.shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalid(`${collection.name}: ${issue ? `${issue.path.join('.') || 'document'}: ${issue.code}` : 'not of its shape'}`);
}

/** A row as a document of today's shape. Rows of our own version were parsed when they were written. */
export function decoded<T extends Document>(collection: Declared, row: Row): Stored<T> {
  return { value: today(collection, Number(row['shape']), String(row['body'])), version: Number(row['version']) };
}

export function today(collection: Declared, shape: number, body: string) {
  const value = JSON.parse(body);
  if (shape === collection.shapeVersion) return value;
  if (shape > collection.shapeVersion)
    throw new StoreFailure(
      'newer',
      'no',
      `${collection.name} holds documents of a newer Deskbell: start that version, or restore a backup`,
    );
  return parsed(collection, collection.upgrade(value, shape));
}
