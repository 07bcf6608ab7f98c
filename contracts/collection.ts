import type { z } from 'zod';

/** The types an index can hold. Indexed fields are required, so that both engines sort and find alike. */
export type IndexValue = string | number | boolean;
type FieldOf<T> = { [K in keyof T & string]: T[K] extends IndexValue ? K : never }[keyof T & string];
/** The fields of an index, in order. A query sets the first ones with `equals` and may give a range for the next. */
export type IndexFields<T> = readonly [FieldOf<T>, ...FieldOf<T>[]];

export interface Document {
  readonly id: string;
}

/**
 * A declared collection. A tenant's handle reaches only `tenant` collections, the platform's handle only `platform` ones.
 * `shape` parses a document. `shapeVersion` is stored with each document, and `upgrade` converts an older one.
 */
export interface Collection<T extends Document = Document, I extends Indexes<T> = Indexes<T>> {
  readonly name: string;
  readonly scope: 'tenant' | 'platform';
  readonly shape: z.ZodType<T>;
  readonly shapeVersion: number;
  readonly upgrade: (older: unknown, fromVersion: number) => unknown;
  /** Unique keys besides `id`, within the tenant (or the platform). */
  readonly unique: Readonly<Record<string, IndexFields<T>>>;
  readonly indexes: I;
  /** The field with the time after which the sweeper removes the document; 0 means never. An index must begin with it. */
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
