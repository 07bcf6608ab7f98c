import type { IndexDescription } from 'mongodb';
import type { Leases } from '#contracts/leases.ts';
import { fieldValue, invalid, today, type Declared, type Key } from '#contracts/store-rules/document.ts';
import { holdsDueEntries } from '#contracts/store-rules/due-written.ts';
import { StoreFailure } from '#contracts/store.ts';
import { MAJORITY, type Connection } from './client.ts';
import { asStoreFailure, codeOf } from './failure.ts';
import { fieldPath, OUTBOX, type Place, type Row } from './row.ts';
import { makeCounter } from './tickets.ts';

/** Version of the layout besides the declared collections. A higher one was written by a newer version of Deskbell. */
const LAYOUT = 1;
const NAME = 'layout';

interface Mark {
  readonly _id: string;
  /** Version of the layout or of a collection's shape. */
  readonly version: number;
  /** The indexes that exist. */
  readonly keys: string;
}

/** Creates the declared collections and indexes that are missing. One instance does this at a time. */
export async function layOut(connection: Connection, places: readonly Place[], leases: Leases): Promise<void> {
  try {
    if ((await missing(connection, places)).length === 0) return;
    await using lease = await leases.hold(NAME, new AbortController().signal);
    for (const mark of await missing(connection, places)) {
      if (lease.lost.aborted)
        throw new StoreFailure('unavailable', 'no', 'the lock for changing the database layout was lost: start Deskbell again');
      const place = places.find(({ name }) => markOf(name) === mark._id);
      if (place) await makeCollection(connection, place);
      else await makeOwn(connection);
      await marks(connection).replaceOne({ _id: mark._id }, mark, { upsert: true });
    }
  } catch (error) {
    throw asStoreFailure(error, 'no');
  }
}

/** The missing parts. @throws StoreFailure if a newer version of Deskbell wrote the data */
async function missing(connection: Connection, places: readonly Place[]): Promise<readonly Mark[]> {
  const wanted: Mark[] = [{ _id: NAME, version: LAYOUT, keys: '' }, ...places.map(wantedMark)];
  const there = new Map((await marks(connection).find({}).toArray()).map((mark) => [mark._id, mark]));
  if (wanted.some(({ _id, version }) => (there.get(_id)?.version ?? 0) > version))
    throw new StoreFailure('newer', 'no', 'the data was written by a newer Deskbell: start that version, or restore a backup');
  return wanted.filter(({ _id, version, keys }) => there.get(_id)?.version !== version || there.get(_id)?.keys !== keys);
}

function wantedMark(place: Place): Mark {
  return { _id: markOf(place.name), version: place.collection.shapeVersion, keys: JSON.stringify(indexesOf(place)) };
}

function markOf(name: string): string {
  return `collection ${name}`;
}

function marks({ db }: Connection) {
  return db.collection<Mark>('_layout', { writeConcern: { w: MAJORITY, j: true } });
}

async function makeOwn(connection: Connection): Promise<void> {
  await connection.rows(OUTBOX).createIndexes([DUE]);
  await makeCounter(connection);
}

const DUE: IndexDescription = { name: 'due', key: { due: 1 }, sparse: true };

/** Looked through for all tenants at once; on a sharded cluster every shard is asked. */
function overTenants(collection: Declared): readonly IndexDescription[] {
  const { expires } = collection;
  return [
    ...(holdsDueEntries(collection) ? [{ name: 'x_due', key: { shard: 1, 'fields.dueAt': 1, lane: 1 } as const }] : []),
    ...(expires === undefined ? [] : [{ name: 'x_expires', key: { [fieldPath(expires)]: 1 as const }, sparse: true }]),
  ];
}

/** In each of the others the tenant comes first, so that a collection can be sharded on it. */
function indexesOf({ unique, indexes, collection }: Place): readonly IndexDescription[] {
  const keyOf = (key: Key, ...more: string[]) =>
    Object.fromEntries(['tenantId', ...key.fields.map(fieldPath), ...more].map((field) => [field, 1 as const]));
  return [
    ...unique.map((key) => ({ name: `u_${key.name}`, key: keyOf(key), unique: true })),
    ...indexes.map((key) => ({ name: `i_${key.name}`, key: keyOf(key, '_id') })),
    ...(collection.scope === 'tenant' ? [DUE] : []),
    ...overTenants(collection),
  ];
}

async function makeCollection(connection: Connection, place: Place): Promise<void> {
  const rows = connection.rows(place.name);
  const there = await rows.listIndexes().toArray().catch(unlessNoCollection);
  const wanted = new Map(indexesOf(place).map((index) => [index.name, index]));
  for (const { name, key } of there) {
    if (name === '_id_' || JSON.stringify(wanted.get(name)?.key) === JSON.stringify(key)) continue;
    await rows.dropIndex(name);
  }
  if (there.length > 0) await fillFields(connection, place);
  // Not every server can create a collection in a transaction, so each is created here, with or without indexes.
  if (wanted.size === 0) return void (await connection.db.createCollection(place.name).catch(unlessThere));
  await rows.createIndexes([...wanted.values()]).catch((error: unknown) => {
    if (codeOf(error) !== 11000) throw error;
    throw invalid(`${place.name}: stored documents violate its unique keys`);
  });
}

const PAGE = 500;

/** Fills the indexed fields of older documents, as the current shape computes them. Their bodies are not changed. */
async function fillFields(connection: Connection, place: Place): Promise<void> {
  const rows = connection.rows(place.name);
  for (let after = ''; ;) {
    const page = await rows
      .find({ _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(PAGE)
      .toArray();
    const changes = page.filter(outdated).map((row) => ({
      updateOne: { filter: { _id: row._id, tenantId: row.tenantId, v: row.v }, update: { $set: { fields: fieldsOf(row) } } },
    }));
    const matched = changes.length > 0 ? (await rows.bulkWrite(changes, { ordered: false })).matchedCount : 0;
    // A document that changed meanwhile is read again.
    if (matched < changes.length) continue;
    if (page.length < PAGE) return;
    after = page.at(-1)?._id ?? after;
  }

  function outdated(row: Row): boolean {
    return JSON.stringify(fieldsOf(row)) !== JSON.stringify(row.fields);
  }
  function fieldsOf({ shape, body }: Row): Row['fields'] {
    const value = today(place.collection, shape, body);
    return Object.fromEntries(place.fields.map((field) => [field, fieldValue(place.collection, field, value[field])]));
  }
}

function unlessThere(error: unknown): void {
  if (codeOf(error) !== 48) throw error;
}

function unlessNoCollection(error: unknown): [] {
  if (codeOf(error) === 26) return [];
  throw error;
}
