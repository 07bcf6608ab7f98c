import type { Collection, Document, FieldValue, IndexValue, Indexes } from '#contracts/collection.ts';
import type { NewEvent } from '#contracts/event.ts';
import { type CommitOutcome, type Page, type Query, type Stored, type TenantStore, type Write } from '#contracts/store.ts';

export interface Staged extends TenantStore {
  /** Commits everything staged so far as one batch. */
  flush(): Promise<CommitOutcome>;
}

/** Where a page starts: on which page of the store, after which document, and how many of its documents were returned before. */
interface Mark<T> {
  readonly from?: string;
  readonly after?: T | undefined;
  readonly skip: number;
}

/**
 * A tenant's store that collects several steps into one batch. `commit` only stages, reads see what is staged, and two writes of a
 * document are merged. So a turn that releases one time and claims another on the same agenda is still atomic.
 * Each document is read from the store once; later gets return the same version. If it has changed since and is written, the batch is `stale`.
 */
export function staged(store: TenantStore): Staged {
  const lines = new Map<string, Write>();
  const events: NewEvent[] = [];
  const read = new Map<string, Promise<Stored<Document> | undefined>>();
  /** Where each returned page continues, by its cursor. */
  const marks = new Map<string, Mark<any>>();

  return {
    tenantId: store.tenantId,
    async get<T extends Document>(collection: Collection<T, any>, id: string) {
      const name = nameOf(collection, id);
      const line = lines.get(name);
      if (line && line.kind !== 'unchanged') return seen(line) as Stored<T> | undefined;
      return read.getOrInsertComputed(name, () => store.get(collection, id)) as Promise<Stored<T> | undefined>;
    },
    async find<T extends Document, I extends Indexes<T>, K extends keyof I & string>(
      collection: Collection<T, I>,
      query: Query<T, I, K>,
    ) {
      const { cursor, ...whole } = query;
      const mark: Mark<T> = cursor === undefined ? { skip: 0 } : (marks.get(cursor) ?? { from: cursor, skip: 0 });
      const { from, skip } = mark;
      const page = await store.find(collection, from === undefined ? whole : { ...whole, cursor: from });
      const ours = [...lines.values()].filter((line) => line.collection.name === collection.name && line.kind !== 'unchanged');
      if (ours.length === 0 && skip === 0) return page;

      const items = overlay(page, collection, query, ours, mark.after);
      const end = skip + query.limit;
      const shown = items.slice(skip, end);
      if (items.length > end) return { items: shown, next: marked({ ...mark, skip: end }) };
      if (page.next === undefined) return { items: shown };
      return { items: shown, next: marked({ from: page.next, after: page.items.at(-1)?.value, skip: 0 }) };
    },
    async commit(writes, more = []) {
      for (const write of writes) stage(write);
      events.push(...more);
      return { kind: 'committed' };
    },
    flush: () => store.commit([...lines.values()], events),
  };

  function marked(mark: Mark<any>): string {
    const cursor = `staged ${marks.size}`;
    marks.set(cursor, mark);
    return cursor;
  }

  function stage(write: Write): void {
    const name = nameOf(write.collection, idOf(write));
    const before = lines.get(name);
    if (before?.kind === 'insert' && write.kind === 'remove') lines.delete(name);
    else lines.set(name, before ? merged(before, write) : write);
  }
}

function idOf(write: Write): string {
  return write.kind === 'insert' || write.kind === 'replace' ? write.value.id : write.id;
}

function nameOf(collection: Collection<any, any>, id: string): string {
  return `${collection.name}\0${id}`;
}

/** A document inserted in this batch has no version yet, so it reads as version 0. */
function seen(line: Write): Stored<Document> | undefined {
  if (line.kind === 'insert') return { value: line.value, version: 0 };
  return line.kind === 'replace' ? { value: line.value, version: line.version } : undefined;
}

/** The later write wins, with the version of the first. */
function merged(before: Write, after: Write): Write {
  if (after.kind === 'unchanged') return before;
  if (before.kind === 'insert' && after.kind === 'replace') return { ...before, value: after.value };
  if (before.kind === 'remove' && after.kind === 'insert') {
    return { kind: 'replace', collection: before.collection, value: after.value, version: before.version };
  }
  if (before.kind === 'insert' || after.kind === 'insert') {
    throw new RangeError(`a batch cannot ${after.kind} a document after its ${before.kind}: ${before.collection.name}`);
  }
  return { ...after, version: before.version };
}

/**
 * Adds the staged documents to a page. A staged document belongs to the page whose range contains it: after the end of the
 * previous page, up to the end of this one.
 */
function overlay<T extends Document, I extends Indexes<T>, K extends keyof I & string>(
  page: Page<T>,
  collection: Collection<T, I>,
  query: Query<T, I, K>,
  ours: readonly Write[],
  after: T | undefined,
): readonly Stored<T>[] {
  const touched = new Set(ours.map(idOf));
  const fresh = ours.map(seen).filter((stored) => stored !== undefined) as unknown as Stored<T>[];
  const fields: readonly string[] = collection.indexes[query.by] ?? [];
  const sort = fields.slice(query.equals.length);
  const inOrder = (a: T, b: T) => compare(a, b, sort) * (query.order === 'desc' ? -1 : 1);
  const last = page.next === undefined ? undefined : page.items.at(-1)?.value;
  const isHere = (value: T) =>
    (after === undefined || inOrder(value, after) > 0) && (last === undefined || inOrder(value, last) <= 0);
  return [
    ...page.items.filter(({ value }) => !touched.has(value.id)),
    ...fresh.filter(({ value }) => fits(value, fields, query) && isHere(value)),
  ].toSorted((a, b) => inOrder(a.value, b.value));
}

function fits<T>(value: T, fields: readonly string[], query: Query<any, any, any>): boolean {
  const equals = query.equals as readonly IndexValue[];
  if (!equals.every((wanted, n) => holds(fieldOf(value, fields[n]), wanted))) return false;
  const next = fieldOf(value, fields[equals.length]);
  if (query.from !== undefined && !(next !== undefined && next >= query.from)) return false;
  return query.until === undefined || (next !== undefined && next < query.until);
}

function holds(held: FieldValue | undefined, wanted: IndexValue): boolean {
  return typeof held === 'object' ? held.some((tag) => tag === wanted) : held === wanted;
}

function compare<T>(a: T, b: T, fields: readonly string[]): number {
  for (const field of [...fields, 'id']) {
    const [x, y] = [fieldOf(a, field), fieldOf(b, field)];
    if (x !== undefined && y !== undefined && x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

function fieldOf(value: unknown, field: string | undefined): FieldValue | undefined {
  return field === undefined ? undefined : (value as Readonly<Record<string, FieldValue | undefined>>)[field];
}
