import type { Document, FieldValue } from '#contracts/collection.ts';
import type { Notice, Notices } from '#contracts/notices.ts';
import { fieldValue, keysOf, today, type Declared, type Keys } from '#contracts/store-rules/document.ts';
import { StoreFailure, type Stored } from '#contracts/store.ts';
import { eventLog, type EventLog } from './event-log.ts';

/** A document as it was committed. */
export interface Row {
  readonly id: string;
  readonly version: number;
  readonly shape: number;
  /** Values of the table's `fields`, in their order. */
  readonly values: readonly FieldValue[];
  readonly body: string;
  /** Number of the commit that inserted it. */
  readonly born: number;
}

/** A collection as it is kept: documents of a tenant by id. Those of the platform stand under the empty tenant. */
export interface Table extends Keys {
  readonly collection: Declared;
  readonly tenants: Map<string, Map<string, Row>>;
}

/** All that outlives a process: what was committed, and the events of it. Nothing else is shared. */
export interface Disk {
  readonly tables: ReadonlyMap<string, Table>;
  readonly log: EventLog;
  readonly hearers: Set<(notice: Notice) => void>;
  commits: number;
}

/** A new disk, or an older one read with the declarations of today. @throws StoreFailure when it is a newer Deskbell's. */
export function diskOf(collections: readonly Declared[], older?: Disk): Disk {
  const tables = collections.map((collection) => {
    const keys = keysOf(collection);
    const before = older?.tables.get(collection.name);
    if (before && before.collection.shapeVersion > collection.shapeVersion)
      throw new StoreFailure('newer', 'no', `${collection.name} is kept in the shape of a newer Deskbell`);
    const tenants = new Map(
      [...(before?.tenants ?? [])].map(([tenant, rows]) => [
        tenant,
        new Map([...rows].map(([id, row]) => [id, reread(collection, keys, row)])),
      ]),
    );
    return [collection.name, { ...keys, collection, tenants }] as const;
  });
  const { log = eventLog(), hearers = new Set<(notice: Notice) => void>(), commits = 0 } = older ?? {};
  return { tables: new Map(tables), log, hearers, commits };
}

/** With the indexes of today; the document itself stays as it was written. */
function reread(collection: Declared, { fields }: Keys, row: Row): Row {
  const value = today(collection, row.shape, row.body);
  return { ...row, values: fields.map((field) => fieldValue(collection, field, value[field])) };
}

export function decoded<T extends Document>({ collection }: Table, { shape, body, version }: Row): Stored<T> {
  return { value: today(collection, shape, body), version };
}

export function fieldOf({ fields }: Table, row: Row, field: string) {
  return field === 'id' ? row.id : row.values[fields.indexOf(field)];
}

export function memoryNotices({ hearers }: Disk): Notices {
  return {
    tell: (notice) => hearers.forEach((told) => told(notice)),
    hear(told) {
      const own = (notice: Notice) => told(notice);
      hearers.add(own);
      return () => hearers.delete(own);
    },
  };
}
