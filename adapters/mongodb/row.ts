import type { FieldValue } from '#contracts/collection.ts';
import type { Batch, Line } from '#contracts/store-rules/batch.ts';
import { holdsDueEntries } from '#contracts/store-rules/due-written.ts';
import { keysOf, type Declared, type Keys } from '#contracts/store-rules/document.ts';
import { shardOf } from '#contracts/store-rules/shard.ts';

/** A document as stored in MongoDB. */
export interface Row extends Held {
  /** Tenant and id, so that it is unique across shards with any shard key. */
  readonly _id: string;
  /** The first field of every filter and index. Empty for platform documents. */
  readonly tenantId: string;
  readonly v: number;
  readonly shape: number;
  /** A list of tags is an array, which makes its index a multikey one. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** JSON, because the port's limit is in bytes of JSON, and any key of any provider's object is fine in it. */
  readonly body: string;
  /** Of a due entry: its shard, and its tenant with its lane. Found over all tenants. */
  readonly shard?: number;
  readonly lane?: string;
  /** The commit that wrote it: tells our own write from another's when the answer was lost. */
  readonly by: string;
}

/** Events of the commits that wrote a document, kept until a few minutes after they are published. See `kept.ts`. */
export interface Held {
  readonly pending?: readonly PendingRow[];
  /** Not above any pending ticket, and above all published ones. From `KEPT` on, all events are published. */
  readonly due?: number;
  /** The value that `due` gets when everything must be published again. */
  readonly first?: number;
  /** Ids of the published events while others of the document are pending. */
  readonly out?: readonly string[];
}

/** Far above any ticket. The publishing time of a document's last event is added to it. */
export const KEPT = 2 ** 52;

export interface PendingRow {
  readonly ticket: number;
  readonly id: string;
  readonly stream: string;
  readonly body: string;
}

/** A declared collection in MongoDB. */
export interface Place extends Keys {
  readonly collection: Declared;
  readonly name: string;
}

/** The collection for events of batches that wrote several documents or none. */
export const OUTBOX = '_outbox';

export function placeOf(collection: Declared): Place {
  return { ...keysOf(collection), collection, name: collection.name };
}

export function rowId(tenant: string, id: string): string {
  return `${encodeURIComponent(tenant)}/${id}`;
}

/** Back from `rowId`, or from a `lane`. */
export function namedBy(tenant: string, name: string): string {
  return name.slice(rowId(tenant, '').length);
}

export function fieldPath(field: string): string {
  return field === 'id' ? '_id' : `fields.${field}`;
}

export interface Stamp {
  readonly by: string;
  readonly pending: readonly PendingRow[];
}

export function pendingRows({ events }: Batch<Place>, ticket: number): PendingRow[] {
  return events.map(({ id, stream, body }) => ({ ticket, id, stream, body }));
}

export function insertedRow(tenant: string, line: Line<Place>, { by, pending }: Stamp): Row {
  return { _id: rowId(tenant, line.id), tenantId: tenant, v: 1, ...written(tenant, line, by), ...waiting(pending) };
}

export function outboxRow(tenant: string, { by, pending }: Stamp): Row {
  return movedRow(tenant, by, waiting(pending));
}

/** An outbox row with the events of a removed document, unchanged. */
export function movedRow(tenant: string, by: string, { pending, due, first, out }: Held): Row {
  const row = { _id: rowId(tenant, by), tenantId: tenant, v: 1, shape: 0, fields: {}, body: '', by };
  return {
    ...row,
    ...(pending && { pending }),
    ...(due !== undefined && { due }),
    ...(first !== undefined && { first }),
    ...(out && { out }),
  };
}

/** Converts a line to a MongoDB statement. Every write has the version in its filter, so it is safe at any isolation level. */
export function statement(tenant: string, line: Line<Place>, stamp: Stamp) {
  const q = { _id: rowId(tenant, line.id), tenantId: tenant, v: line.version };
  switch (line.kind) {
    case 'insert':
      return { verb: 'insert', list: 'documents', item: insertedRow(tenant, line, stamp) } as const;
    case 'replace':
      return { verb: 'update', list: 'updates', item: { q, u: replacement(tenant, line, stamp) } } as const;
    case 'remove':
      return { verb: 'delete', list: 'deletes', item: { q, limit: 1 } } as const;
    // A real write, so that two transactions that each rely on what the other changes cannot both commit.
    case 'unchanged':
      return { verb: 'update', list: 'updates', item: { q, u: { $inc: { relied: 1 } } } } as const;
  }
}

function replacement(tenant: string, line: Line<Place>, { by, pending }: Stamp) {
  const change = { $set: written(tenant, line, by), $inc: { v: 1 } };
  const [first] = pending;
  return first ? { ...change, $push: { pending: { $each: pending } }, $min: { due: first.ticket } } : change;
}

function written(tenant: string, { place, values, body }: Line<Place>, by: string) {
  const fields = Object.fromEntries(place.fields.map((field, n) => [field, values[n] ?? '']));
  const row = { shape: place.collection.shapeVersion, fields, body, by };
  return holdsDueEntries(place.collection) ? { ...row, ...laneOf(tenant, String(fields['lane'])) } : row;
}

function laneOf(tenant: string, lane: string): Required<Pick<Row, 'shard' | 'lane'>> {
  return { shard: shardOf(tenant, lane), lane: rowId(tenant, lane) };
}

function waiting(pending: readonly PendingRow[]): Held {
  const [first] = pending;
  return first ? { pending, due: first.ticket } : {};
}
