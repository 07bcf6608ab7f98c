import type { Document } from '#contracts/collection.ts';
import type { NewEvent } from '#contracts/event.ts';
import { checkedBatch, type Batch, type Line } from '#contracts/store-rules/batch.ts';
import { invalid, type Declared } from '#contracts/store-rules/document.ts';
import { checkedTenant, PLATFORM } from '#contracts/store-rules/tenant.ts';
import type { CommitOutcome, Handle, Store, Write } from '#contracts/store.ts';
import { decoded, fieldOf, type Disk, type Row, type Table } from './disk.ts';
import { findPage } from './memory-find.ts';

/** Hands a piece of work to the store and brings its answer back: in the simulation both ways take time, and may fail. */
export type Carry = <R>(label: string, work: () => R) => Promise<R>;

/** Called after each commit that was answered. */
export type Written = (batch: Batch<Table>) => void;

/** The store's contract on a `Disk`: each read and each commit is one step, whole or not at all. */
export function memoryStore(disk: Disk, carry: Carry, written: Written = () => {}): Store {
  return {
    tenant(id) {
      const tenantId = checkedTenant(id);
      return { tenantId, ...handle({ disk, carry, written }, 'tenant', tenantId) };
    },
    platform: handle({ disk, carry, written }, 'platform', PLATFORM),
  };
}

type Committing = Handle & { commit(writes: readonly Write[], events?: readonly NewEvent[]): Promise<CommitOutcome> };

interface Parts {
  readonly disk: Disk;
  readonly carry: Carry;
  readonly written: Written;
}

function handle({ disk, carry, written }: Parts, scope: Declared['scope'], tenant: string): Committing {
  function tableFor(collection: Declared): Table {
    const table = disk.tables.get(collection.name);
    if (!table) throw invalid(`collection "${collection.name}" is not declared`);
    if (table.collection.scope !== scope)
      throw invalid(`collection "${collection.name}" is not reached through a ${scope} handle`);
    return table;
  }

  return {
    async get<T extends Document>(collection: Declared, id: string) {
      const table = tableFor(collection);
      return carry(`get ${collection.name}`, () => {
        const row = table.tenants.get(tenant)?.get(id);
        return row && decoded<T>(table, row);
      });
    },
    async find<T extends Document>(collection: Declared, query: Parameters<typeof findPage>[2]) {
      const table = tableFor(collection);
      return carry(`find ${collection.name}`, () => findPage<T>(table, tenant, query));
    },
    async commit(writes, events = []) {
      const batch = checkedBatch(tenant, writes, events, (write) => tableFor(write.collection));
      const outcome = await carry(`commit ${namesOf(batch)}`, () => applied(disk, batch));
      if (outcome.kind === 'committed') written(batch);
      return outcome;
    },
  };
}

function namesOf({ lines, events }: Batch<Table>): string {
  const written = lines.filter(({ kind }) => kind !== 'unchanged').map(({ kind, place }) => `${place.collection.name}:${kind}`);
  return [...written, ...events.map(({ stream }) => `!${stream}`)].join(' ');
}

type Refusal = Exclude<CommitOutcome, { kind: 'committed' }>;

function applied(disk: Disk, batch: Batch<Table>): CommitOutcome {
  const undo: (() => void)[] = [];
  for (const line of batch.lines) {
    const refusal = appliedLine(disk, batch.tenant, line, undo);
    if (!refusal) continue;
    for (const back of undo.toReversed()) back();
    return refusal;
  }
  disk.commits += 1;
  disk.log.append(batch.scope, batch.events);
  return { kind: 'committed' };
}

function appliedLine(disk: Disk, tenant: string, line: Line<Table>, undo: (() => void)[]): Refusal | undefined {
  const { place: table, kind, id, version, values, body } = line;
  const { name, shapeVersion } = table.collection;
  const rows = table.tenants.get(tenant) ?? new Map<string, Row>();
  table.tenants.set(tenant, rows);
  const was = rows.get(id);
  if (kind === 'insert' && was) return { kind: 'taken', collection: name, key: 'id', id };
  if (kind !== 'insert' && was?.version !== version) return { kind: 'stale', collection: name, id };
  if (kind === 'unchanged') return undefined;
  undo.push(() => (was ? rows.set(id, was) : rows.delete(id)));
  if (kind === 'remove') return void rows.delete(id);
  const row: Row = { id, version: version + 1, shape: shapeVersion, values, body, born: was?.born ?? disk.commits };
  const taken = table.unique.find(({ fields }) => [...rows.values()].some((other) => isTwin(table, fields, row, other)));
  if (taken) return { kind: 'taken', collection: name, key: taken.name, id };
  rows.set(id, row);
  return undefined;
}

function isTwin(table: Table, fields: readonly string[], a: Row, b: Row): boolean {
  return a.id !== b.id && fields.every((field) => fieldOf(table, a, field) === fieldOf(table, b, field));
}
