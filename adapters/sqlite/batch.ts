import { newEvent, type NewEvent } from '#contracts/event.ts';
import { BATCH_LIMIT, StoreFailure, type CommitOutcome, type Write } from '#contracts/store.ts';
import type { Connection } from './connection.ts';
import { parsed } from './document.ts';
import { invalid } from './failure.ts';
import { columnValues, type Table } from './table.ts';

type Refusal = Exclude<CommitOutcome, { kind: 'committed' }>;

/** One line, checked and ready: only values are left to bind. */
interface Line {
  readonly kind: Write['kind'];
  readonly table: Table;
  readonly id: string;
  readonly version: number;
  readonly columns: readonly (string | number)[];
  readonly body: string;
}

interface Outgoing {
  readonly id: string;
  readonly stream: string;
  readonly key: string;
  readonly body: string;
}

export interface Batch {
  readonly tenant: string;
  readonly lines: readonly Line[];
  readonly events: readonly Outgoing[];
  readonly bytes: number;
  /** More than one line may write, so what the first one did must be undone when the second one cannot. */
  readonly needsSavepoint: boolean;
}

/** Checks everything that needs no database, when `commit` is called: the caller may change its objects afterwards. */
export function checkedBatch(
  tenant: string,
  writes: readonly Write[],
  events: readonly NewEvent[],
  tableFor: (write: Write) => Table,
): Batch {
  if (writes.length > BATCH_LIMIT.writes)
    throw tooLarge(`a batch holds at most ${BATCH_LIMIT.writes} lines, not ${writes.length}`);
  const seen = new Set<string>();
  let bytes = 0;
  const lines = writes.map((write): Line => {
    const line = checkedLine(write, tableFor(write));
    const name = `${line.table.collection.name}/${line.id}`;
    if (seen.size === seen.add(name).size) throw invalid(`${line.table.collection.name}: a batch names one document twice`);
    bytes += Buffer.byteLength(line.body);
    return line;
  });
  const outgoing = events.map((event): Outgoing => {
    const checked = checkedEvent(tenant, event);
    bytes += Buffer.byteLength(checked.body);
    return checked;
  });
  if (bytes > BATCH_LIMIT.bytes) throw tooLarge(`a batch holds at most ${BATCH_LIMIT.bytes} bytes, not ${bytes}`);
  const writing = lines.filter((line) => line.kind !== 'unchanged');
  if (writing.length < lines.length) lines.sort((a, b) => Number(b.kind === 'unchanged') - Number(a.kind === 'unchanged'));
  return { tenant, lines, events: outgoing, bytes, needsSavepoint: writing.length > 1 };
}

/** Within a transaction: all lines, or none and why not. */
export function applyBatch(connection: Connection, batch: Batch, now: number): CommitOutcome {
  if (batch.needsSavepoint) connection.sql('SAVEPOINT batch').run();
  for (const line of batch.lines) {
    const refusal = applyLine(connection, batch.tenant, line);
    if (!refusal) continue;
    if (batch.needsSavepoint) {
      connection.sql('ROLLBACK TO batch').run();
      connection.sql('RELEASE batch').run();
    }
    return refusal;
  }
  for (const { id, stream, key, body } of batch.events)
    connection
      .sql('INSERT INTO events (tenant, id, stream, key, committed_at, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(batch.tenant, id, stream, key, now, body);
  if (batch.needsSavepoint) connection.sql('RELEASE batch').run();
  return { kind: 'committed' };
}

function checkedLine(write: Write, table: Table): Line {
  const { collection } = table;
  if (write.kind === 'remove' || write.kind === 'unchanged')
    return { kind: write.kind, table, id: checkedId(table, write.id), version: write.version, columns: [], body: '' };
  const value = parsed(collection, write.value);
  const version = write.kind === 'replace' ? write.version : 0;
  return {
    kind: write.kind,
    table,
    id: checkedId(table, value.id),
    version,
    columns: columnValues(table, value),
    body: JSON.stringify(value),
  };
}

function checkedId(table: Table, id: unknown): string {
  if (typeof id === 'string' && id !== '' && id.isWellFormed()) return id;
  throw invalid(`${table.collection.name}.id: must be well-formed text that is not empty`);
}

function checkedEvent(tenant: string, event: NewEvent): Outgoing {
  const result = newEvent.safeParse(event);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalid(`event: ${issue?.path.join('.') ?? ''}: ${issue?.code ?? 'not of its shape'}`);
  }
  const { id, stream, key } = result.data;
  if (!id.isWellFormed() || !key.isWellFormed()) throw invalid('event: id and key must be well-formed text');
  return { id, stream, key, body: JSON.stringify({ ...result.data, tenantId: tenant }) };
}

function applyLine(connection: Connection, tenant: string, line: Line): Refusal | undefined {
  const { table, id, version, columns, body } = line;
  const { name, shapeVersion } = table.collection;
  const stale = { kind: 'stale', collection: name, id } as const;
  switch (line.kind) {
    case 'unchanged':
      return versionOf(connection, tenant, line) === version ? undefined : stale;
    case 'remove':
      return connection.sql(table.remove).run(tenant, id, version).changes === 1 ? undefined : stale;
    case 'insert':
      if (connection.sql(table.insert).run(tenant, id, shapeVersion, ...columns, body).changes === 1) return undefined;
      return { kind: 'taken', collection: name, key: takenKey(connection, tenant, line), id };
    case 'replace':
      if (connection.sql(table.replace).run(shapeVersion, ...columns, body, tenant, id, version).changes === 1) return undefined;
      if (versionOf(connection, tenant, line) !== version) return stale;
      return { kind: 'taken', collection: name, key: takenKey(connection, tenant, line), id };
  }
}

function versionOf(connection: Connection, tenant: string, { table, id }: Line): number | undefined {
  const row = connection.sql(table.version).get(tenant, id);
  return row && Number(row['version']);
}

/** Asked only after a conflict, so the ordinary write pays nothing for the name. */
function takenKey(connection: Connection, tenant: string, line: Line): string {
  const { table, id, columns } = line;
  if (line.kind === 'insert' && versionOf(connection, tenant, line) !== undefined) return 'id';
  const valueOf = (field: string) => (field === 'id' ? id : (columns[table.fields.indexOf(field)] ?? null));
  const taken = table.unique.find((key) => {
    const where = key.fields.map((field) => `${field === 'id' ? 'id' : `"f_${field}"`} = ?`).join(' AND ');
    const other = connection.sql(`SELECT 1 FROM ${table.name} WHERE tenant = ? AND ${where} AND id <> ?`);
    return other.get(tenant, ...key.fields.map(valueOf), id) !== undefined;
  });
  return taken?.name ?? 'id';
}

function tooLarge(message: string): StoreFailure {
  return new StoreFailure('too_large', 'no', message);
}
