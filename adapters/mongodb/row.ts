import type { IndexValue } from '#contracts/collection.ts';
import type { Batch, Line } from '#contracts/store-rules/batch.ts';
import { keysOf, type Declared, type Keys } from '#contracts/store-rules/document.ts';

/** A document as stored in MongoDB. */
export interface Row extends Held {
  /** Tenant and id, so that it is unique across shards with any shard key. */
  readonly _id: string;
  /** The first field of every filter and index. Empty for platform documents. */
  readonly tenantId: string;
  readonly v: number;
  readonly shape: number;
  readonly fields: Readonly<Record<string, IndexValue>>;
  /** JSON text, because the batch limit counts bytes of JSON and because a provider's object may have any key. */
  readonly body: string;
  /** Id of the commit that wrote it, to recognize our own write if the answer was lost. */
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
  return { _id: rowId(tenant, line.id), tenantId: tenant, v: 1, ...written(line, by), ...waiting(pending) };
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
      return { verb: 'update', list: 'updates', item: { q, u: replacement(line, stamp) } } as const;
    case 'remove':
      return { verb: 'delete', list: 'deletes', item: { q, limit: 1 } } as const;
    // A real write, so that two transactions that each rely on what the other changes cannot both commit.
    case 'unchanged':
      return { verb: 'update', list: 'updates', item: { q, u: { $inc: { relied: 1 } } } } as const;
  }
}

function replacement(line: Line<Place>, { by, pending }: Stamp) {
  const change = { $set: written(line, by), $inc: { v: 1 } };
  const [first] = pending;
  return first ? { ...change, $push: { pending: { $each: pending } }, $min: { due: first.ticket } } : change;
}

function written({ place, values, body }: Line<Place>, by: string) {
  const fields = Object.fromEntries(place.fields.map((field, n) => [field, values[n] ?? '']));
  return { shape: place.collection.shapeVersion, fields, body, by };
}

function waiting(pending: readonly PendingRow[]): Held {
  const [first] = pending;
  return first ? { pending, due: first.ticket } : {};
}
