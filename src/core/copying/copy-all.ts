import type { Collection, Document } from '#contracts/collection.ts';
import { type CommitOutcome, type Handle, type Write, insert } from '#contracts/store.ts';
import { canonical } from '#core/ids/canonical.ts';
import { everything } from '#core/walking/everything.ts';

type Any = Collection<any, any>;

/** A tenant or the platform, in both stores. */
export interface Place {
  readonly from: Handle;
  readonly to: Handle & { commit(writes: readonly Write[]): Promise<CommitOutcome> };
  readonly collections: readonly Any[];
}

/** Far below the batch limit, because a long transaction blocks others. */
const BATCH = { documents: 200, bytes: 2_000_000 } as const;

/** Copies every document that is missing in the target. @throws OtherData if the target has a different document with the same id */
export async function copyAll({ from, to, collections }: Place, copied: () => void): Promise<void> {
  for (const collection of collections) {
    let batch: Document[] = [];
    let bytes = 0;
    for await (const value of allOf(from, collection)) {
      const size = Buffer.byteLength(JSON.stringify(value));
      if (batch.length === BATCH.documents || (batch.length > 0 && bytes + size > BATCH.bytes)) {
        await bring(to, collection, batch);
        batch = [];
        bytes = 0;
      }
      batch.push(value);
      bytes += size;
      copied();
    }
    if (batch.length > 0) await bring(to, collection, batch);
  }
}

async function bring(to: Place['to'], collection: Any, values: readonly Document[]): Promise<void> {
  const outcome = await to.commit(values.map((value) => insert(collection, value)));
  if (outcome.kind === 'committed') return;
  // Left by an interrupted copy, or created by a process that opened the empty store first.
  const there = await Promise.all(values.map(async ({ id }) => (await to.get(collection, id))?.value));
  if (values.some((value, n) => there[n] && canonical(there[n]) !== canonical(value))) throw new OtherData(collection.name);
  const missing = values.filter((_, n) => !there[n]);
  const rest = missing.length > 0 ? await to.commit(missing.map((value) => insert(collection, value))) : outcome;
  if (missing.length > 0 && rest.kind !== 'committed') throw new OtherData(collection.name);
}

/** Compares both stores and counts the documents. @throws OtherData if they differ */
export async function countSame({ from, to, collections }: Place): Promise<number> {
  let count = 0;
  for (const collection of collections) {
    const there = allOf(to, collection);
    for await (const value of allOf(from, collection)) {
      const { value: copy } = await there.next();
      if (canonical(copy) !== canonical(value)) throw new OtherData(collection.name);
      count += 1;
    }
    if (!(await there.next()).done) throw new OtherData(collection.name);
  }
  return count;
}

/** The target store contains data that is not from the source. */
export class OtherData extends Error {
  override readonly name = 'OtherData';
  constructor(collection: string) {
    super(
      `${collection}: the database holds something else already. Name another with DESKBELL_MONGODB_DATABASE, or drop this one, and copy again.`,
    );
  }
}

/** Reads all documents, by any index. */
async function* allOf(handle: Handle, collection: Any): AsyncGenerator<Document> {
  const indexes: Readonly<Record<string, readonly string[]>> = collection.indexes;
  const by = Object.keys(indexes).find((name) => collection.tags === undefined || indexes[name]?.[0] !== collection.tags);
  if (by === undefined) throw new RangeError(`${collection.name} has no index that leads to all of its documents`);
  for await (const { value } of everything(handle, collection, { by, equals: [] })) yield value;
}
