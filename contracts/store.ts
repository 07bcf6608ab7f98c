import type { Collection, Document, IndexFields, Indexes } from './collection.ts';
import type { NewEvent } from './event.ts';

/** Limits of one batch, the same for every engine. Bytes are counted over the documents and events as JSON. */
export const BATCH_LIMIT = { writes: 200, bytes: 15_000_000 } as const;
/** The most documents that one `find` returns. */
export const FIND_LIMIT = 1000;
/**
 * The most tags in a list, and the most UTF-16 units in one. Each tag is a row of its index, written again whenever the field that sorts
 * changes: 32 of them keep the write of one document small.
 */
export const TAG_LIMIT = { tags: 32, length: 100 } as const;

/** A document as it was read. `version` starts at 1 and increases with every replacement. */
export interface Stored<T> {
  readonly value: T;
  readonly version: number;
}

/** Values for the first fields of an index, as a tuple. */
type Leading<T, F extends readonly unknown[]> = F extends readonly [infer H extends keyof T, ...infer R]
  ? T[H] extends readonly (infer Tag)[]
    ? readonly [Tag, ...Leading<T, R>]
    : readonly [] | readonly [T[H], ...Leading<T, R>]
  : readonly [];

export interface Query<T, I extends Indexes<T>, K extends keyof I> {
  readonly by: K;
  /** Values that the first fields of the index must equal, in order. */
  readonly equals: Leading<T, I[K]>;
  /** Range on the next field of the index: `from` inclusive, `until` exclusive. */
  readonly from?: string | number;
  readonly until?: string | number;
  /** Sorts by the index fields after `equals`, then by id. Default `asc`. */
  readonly order?: 'asc' | 'desc';
  /** At most `FIND_LIMIT`. */
  readonly limit: number;
  /** `next` of the previous page. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly Stored<T>[];
  /** Cursor of the next page; absent on the last one. */
  readonly next?: string;
}

/** One line of a batch, made by `insert`, `replace`, `remove` or `unchanged`. */
export type Write =
  | { readonly kind: 'insert'; readonly collection: Collection<any, any>; readonly value: Document }
  | { readonly kind: 'replace'; readonly collection: Collection<any, any>; readonly value: Document; readonly version: number }
  | { readonly kind: 'remove'; readonly collection: Collection<any, any>; readonly id: string; readonly version: number }
  | { readonly kind: 'unchanged'; readonly collection: Collection<any, any>; readonly id: string; readonly version: number };

export function insert<T extends Document>(collection: Collection<T, any>, value: T): Write {
  return { kind: 'insert', collection, value };
}
/** Replaces `was` with `value`. Makes the batch `stale` if the document has changed since it was read. The id must be the same. */
export function replace<T extends Document>(collection: Collection<T, any>, was: Stored<T>, value: T): Write {
  return { kind: 'replace', collection, value, version: was.version };
}
export function remove<T extends Document>(collection: Collection<T, any>, was: Stored<T>): Write {
  return { kind: 'remove', collection, id: was.value.id, version: was.version };
}
/** Makes the batch `stale` if the document has changed since it was read. */
export function unchanged<T extends Document>(collection: Collection<T, any>, was: Stored<T>): Write {
  return { kind: 'unchanged', collection, id: was.value.id, version: was.version };
}
/** Replaces `was`, or inserts if there was no document. */
export function put<T extends Document>(collection: Collection<T, any>, was: Stored<T> | undefined, value: T): Write {
  return was ? replace(collection, was, value) : insert(collection, value);
}

export type CommitOutcome =
  | { readonly kind: 'committed' }
  /** A document was changed or removed since it was read. Read again and decide again. */
  | { readonly kind: 'stale'; readonly collection: string; readonly id: string }
  /**
   * Another document already has a unique key. `key` is the declared name of the key, or `id`. `id` names the document in the
   * batch that could not be written.
   */
  | { readonly kind: 'taken'; readonly collection: string; readonly key: string; readonly id: string };

export interface Handle {
  /** `undefined` if there is no such document or it belongs to another tenant. The caller cannot tell which. */
  get<T extends Document>(collection: Collection<T, any>, id: string): Promise<Stored<T> | undefined>;
  find<T extends Document, I extends Indexes<T>, K extends keyof I & string>(
    collection: Collection<T, I>,
    query: Query<T, I, K>,
  ): Promise<Page<T>>;
}

export interface TenantStore extends Handle {
  readonly tenantId: string;
  /**
   * Writes all lines and events, or none. Resolves when they are on disk. A batch may not name the same document twice.
   * @throws StoreFailure, which says whether the batch may have been written.
   */
  commit(writes: readonly Write[], events?: readonly NewEvent[]): Promise<CommitOutcome>;
}

export interface PlatformStore extends Handle {
  /** As a tenant's. Its events are of the stream `platform`, and reach consumers with `PLATFORM_SCOPE` as their tenant. */
  commit(writes: readonly Write[], events?: readonly NewEvent[]): Promise<CommitOutcome>;
}

export interface Store {
  /** The only way to reach tenant data. Refuses platform collections, as `platform` refuses tenant collections. */
  tenant(id: string): TenantStore;
  readonly platform: PlatformStore;
}

export type StoreFailureCode =
  | 'unavailable'
  | 'contended'
  | 'full'
  | 'read_only'
  | 'damaged'
  | 'gone'
  | 'newer'
  | 'too_large'
  | 'invalid';

/** A failed store operation. `invalid` is a bug in the caller (an undeclared index, a document that does not match its schema). */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly code: StoreFailureCode;
  /** `unknown`: the batch may be on disk. A retry is safe only if the batch inserts a mark with a unique key. */
  readonly happened: 'no' | 'unknown';

  constructor(code: StoreFailureCode, happened: 'no' | 'unknown', message: string) {
    super(message);
    this.code = code;
    this.happened = happened;
  }
}

/** Repeats `attempt` while its outcome is `stale`, at most `times` times. A commit that stays stale is a bug, so it then throws. */
export async function againWhenStale<R>(attempt: () => Promise<R | { readonly kind: 'stale' }>, times = 50): Promise<R> {
  for (let n = 0; n < times; n += 1) {
    const outcome = await attempt();
    if (!isStale(outcome)) return outcome;
  }
  throw new StoreFailure('contended', 'no', `the batch was stale ${times} times in a row`);
}

function isStale(outcome: unknown): outcome is { readonly kind: 'stale' } {
  return typeof outcome === 'object' && outcome !== null && 'kind' in outcome && outcome.kind === 'stale';
}

export type { IndexFields };
