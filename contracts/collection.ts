import type { z } from 'zod';

/** What an index may hold. Indexed fields are required, so both engines sort and find alike. */
export type IndexValue = string | number | boolean;
type FieldOf<T> = { [K in keyof T & string]: T[K] extends IndexValue ? K : never }[keyof T & string];
/** From first to last: equalities go on the first fields, a range on the one after them. */
export type IndexFields<T> = readonly [FieldOf<T>, ...FieldOf<T>[]];

export interface Document {
  readonly id: string;
}

/**
 * A declared collection. `tenant` ones are reached through a tenant's handle only, `platform` ones through the platform's.
 * `shape` parses a document; `shapeVersion` is stored with each, and `upgrade` turns an older one into today's.
 */
export interface Collection<T extends Document = Document, I extends Indexes<T> = Indexes<T>> {
  readonly name: string;
  readonly scope: 'tenant' | 'platform';
  readonly shape: z.ZodType<T>;
  readonly shapeVersion: number;
  readonly upgrade: (older: unknown, fromVersion: number) => unknown;
  /** Unique within the tenant (or the platform), besides `id`. */
  readonly unique: Readonly<Record<string, IndexFields<T>>>;
  readonly indexes: I;
  /** Field with the instant after which the sweeper removes the document; 0 in it means never. It heads an index. */
  readonly expires?: FieldOf<T>;
}
export type Indexes<T> = Readonly<Record<string, IndexFields<T>>>;

interface Declaration<T extends Document, I extends Indexes<T>> {
  readonly name: string;
  readonly scope: 'tenant' | 'platform';
  readonly shape: z.ZodType<T>;
  readonly shapeVersion?: number;
  readonly upgrade?: (older: unknown, fromVersion: number) => unknown;
  readonly unique?: Readonly<Record<string, IndexFields<T>>>;
  readonly indexes?: I;
  readonly expires?: FieldOf<T>;
}

export function defineCollection<T extends Document, const I extends Indexes<T> = {}>(
  declaration: Declaration<T, I>,
): Collection<T, I> {
  return {
    shapeVersion: 1,
    upgrade: (older) => older,
    unique: {},
    indexes: {} as I,
    ...declaration,
  };
}
