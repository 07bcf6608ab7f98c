import type { z } from 'zod';

/** The types an index can hold. Indexed fields are required, so that both engines sort and find alike. */
export type IndexValue = string | number | boolean;
/** Values of an indexed field: one, or the tags of a list. */
export type FieldValue = IndexValue | readonly string[];
type FieldOf<T> = { [K in keyof T & string]: T[K] extends IndexValue ? K : never }[keyof T & string];
type TagsOf<T> = { [K in keyof T & string]: T[K] extends readonly string[] ? K : never }[keyof T & string];
/** Fields of a unique key. */
export type KeyFields<T> = readonly [FieldOf<T>, ...FieldOf<T>[]];
/** From first to last: equalities go on the first fields, a range on the one after them. Only the first may be the list of tags. */
export type IndexFields<T, G extends string = TagsOf<T>> = readonly [FieldOf<T> | G, ...FieldOf<T>[]];

/** Records whose retention period is a setting. */
export type Retention = 'messages' | 'raw_log';

export interface Document {
  readonly id: string;
}

/**
 * How the documents of a collection concern a contact. Erasing a contact, and exporting one, follow this: nothing else says what belongs
 * to a person.
 */
export type OfContact<T> =
  | { readonly kind: 'none'; readonly why: string }
  /** The document's id is that of the contact, of one of its conversations or of one of its messages. */
  | { readonly kind: 'id'; readonly of: 'contact' | 'conversation' | 'message' }
  /**
   * Found by an index whose first field is the contact, one of its conversations or a key of the customer. With `keeps`, erasing
   * leaves what that answers instead of removing the document.
   */
  | {
      readonly kind: 'index';
      readonly by: string;
      readonly equals: 'contact' | 'conversation' | 'customer';
      keeps?(value: T): T;
    }
  /** It names messages, conversations or bookings in `about`. */
  | { readonly kind: 'about' };

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
  readonly unique: Readonly<Record<string, KeyFields<T>>>;
  readonly indexes: I;
  /**
   * The field that is a list of tags: short texts, no two the same, within `TAG_LIMIT`. An index that begins with it finds
   * every document whose list holds one tag, each once, in the order of the fields that follow.
   */
  readonly tags?: TagsOf<T>;
  /** Field with the instant after which the sweeper removes the document; 0 in it means never. The engine indexes it over all tenants. */
  readonly expires?: FieldOf<T>;
  /** The sweeper waits so much longer as the setting of this retention period says; while that is 0, nothing is removed. */
  readonly keptFor?: Retention;
  /** Every collection of the product says it. One without it is left alone by erasing. */
  readonly ofContact?: OfContact<T>;
}
export type Indexes<T, G extends string = TagsOf<T>> = Readonly<Record<string, IndexFields<T, G>>>;

interface Declaration<T extends Document, I, G extends string> {
  readonly name: string;
  readonly scope: 'tenant' | 'platform';
  readonly shape: z.ZodType<T>;
  readonly shapeVersion?: number;
  readonly upgrade?: (older: unknown, fromVersion: number) => unknown;
  readonly unique?: Readonly<Record<string, KeyFields<T>>>;
  readonly indexes?: I;
  readonly tags?: G;
  readonly expires?: FieldOf<T>;
  readonly keptFor?: Retention;
  readonly ofContact?: OfContact<T>;
}

/** An index can begin with a list only if `tags` names it: anything else does not compile. */
export function defineCollection<T extends Document, const G extends TagsOf<T> = never, const I extends Indexes<T, G> = {}>(
  declaration: Declaration<T, I, G>,
): Collection<T, I> {
  return {
    shapeVersion: 1,
    upgrade: (older) => older,
    unique: {},
    indexes: {} as I,
    ...declaration,
  };
}
