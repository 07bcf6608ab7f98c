import type { Collection, Document, IndexFields, Indexes } from './collection.ts';
import type { NewEvent } from './event.ts';

/** The most that one batch may hold, the same for every engine. Bytes are of the documents and events as JSON. */
export const BATCH_LIMIT = { writes: 200, bytes: 15_000_000 } as const;
/** The most documents one `find` returns. */
export const FIND_LIMIT = 1000;

/** A document as it was read. `version` starts at 1 and rises with every replacement. */
export interface Stored<T> {
  readonly value: T;
  readonly version: number;
}

/** The first fields of an index, as a tuple of values. */
type Leading<T, F extends readonly unknown[]> = F extends readonly [infer H extends keyof T, ...infer R]
  ? readonly [] | readonly [T[H], ...Leading<T, R>]
  : readonly [];

export interface Query<T, I extends Indexes<T>, K extends keyof I> {
  readonly by: K;
  /** Equalities on the first fields of the index, in its order. */
  readonly equals: Leading<T, I[K]>;
  /** Range on the index's next field: `from` included, `until` not. */
  readonly from?: string | number;
  readonly until?: string | number;
  /** By the fields of the index that follow `equals`, then by id. Default `asc`. */
  readonly order?: 'asc' | 'desc';
  /** At most `FIND_LIMIT`. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly Stored<T>[];
  /** Cursor of the next page; absent on the last one. */
  readonly next?: string;
}

/** One line of a batch. Made by `insert`, `replace`, `remove` and `unchanged`. */
export type Write =
  | { readonly kind: 'insert'; readonly collection: Collection<any, any>; readonly value: Document }
  | { readonly kind: 'replace'; readonly collection: Collection<any, any>; readonly value: Document; readonly version: number }
  | { readonly kind: 'remove'; readonly collection: Collection<any, any>; readonly id: string; readonly version: number }
  | { readonly kind: 'unchanged'; readonly collection: Collection<any, any>; readonly id: string; readonly version: number };

export function insert<T extends Document>(collection: Collection<T, any>, value: T): Write {
  return { kind: 'insert', collection, value };
}
/** Puts `value` in the place of `was`; `stale` when somebody was faster. The id must be the same. */
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
/** Inserts or replaces, by whether the document was there when it was read. */
export function put<T extends Document>(collection: Collection<T, any>, was: Stored<T> | undefined, value: T): Write {
  return was ? replace(collection, was, value) : insert(collection, value);
}

export type CommitOutcome =
  | { readonly kind: 'committed' }
  /** A document is not at the version it was read at (or is gone). Gather again and decide again. */
  | { readonly kind: 'stale'; readonly collection: string; readonly id: string }
  /**
   * A unique key is taken by another document. `key` is its declared name, or `id`; `id` is the document of the batch that
   * could not be written.
   */
  | { readonly kind: 'taken'; readonly collection: string; readonly key: string; readonly id: string };

export interface Handle {
  /** `undefined` for a document that is not there and for another tenant's: the two look alike. */
  get<T extends Document>(collection: Collection<T, any>, id: string): Promise<Stored<T> | undefined>;
  find<T extends Document, I extends Indexes<T>, K extends keyof I & string>(
    collection: Collection<T, I>,
    query: Query<T, I, K>,
  ): Promise<Page<T>>;
}

export interface TenantStore extends Handle {
  readonly tenantId: string;
  /**
   * All or nothing, with its events; resolves when it is on disk. Lines of a batch name different documents.
   * @throws StoreFailure that says whether it may have happened.
   */
  commit(writes: readonly Write[], events?: readonly NewEvent[]): Promise<CommitOutcome>;
}

export interface PlatformStore extends Handle {
  commit(writes: readonly Write[]): Promise<CommitOutcome>;
}

export interface Store {
  /** The only way to tenant data. Refuses platform collections, as `platform` refuses tenant ones. */
  tenant(id: string): TenantStore;
  readonly platform: PlatformStore;
}

export type StoreFailureCode = 'unavailable' | 'full' | 'read_only' | 'damaged' | 'gone' | 'newer' | 'too_large' | 'invalid';

/** The store could not do it. `gone`: its file was removed or replaced. `invalid` is our mistake (undeclared index, a document not of its shape). */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly code: StoreFailureCode;
  /** `unknown`: it may be on disk; begin again with a mark under a unique key. */
  readonly happened: 'no' | 'unknown';

  constructor(code: StoreFailureCode, happened: 'no' | 'unknown', message: string) {
    super(message);
    this.code = code;
    this.happened = happened;
  }
}

/** Decides again from fresh facts while somebody else was faster. A commit that stays stale is a design fault, so it ends. */
export async function againWhenStale<R>(attempt: () => Promise<R | { readonly kind: 'stale' }>, times = 50): Promise<R> {
  for (let n = 0; n < times; n += 1) {
    const outcome = await attempt();
    if (!isStale(outcome)) return outcome;
  }
  throw new StoreFailure('unavailable', 'no', `a batch stayed stale ${times} times`);
}

function isStale(outcome: unknown): outcome is { readonly kind: 'stale' } {
  return typeof outcome === 'object' && outcome !== null && 'kind' in outcome && outcome.kind === 'stale';
}

export type { IndexFields };
