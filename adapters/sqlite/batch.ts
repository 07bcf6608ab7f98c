import type { Batch, Line } from '#contracts/store-rules/batch.ts';
import type { CommitOutcome } from '#contracts/store.ts';
import { keptBody, keptEvent } from './bodies.ts';
import type { Connection } from './connection.ts';
import { toSql, type Table } from './table.ts';
import { cellsNow, moveTags } from './tags.ts';

type Refusal = Exclude<CommitOutcome, { kind: 'committed' }>;

/** Applies a batch within a transaction: all lines, or none. Returns why not. */
export function applyBatch(connection: Connection, batch: Batch<Table>, now: number): CommitOutcome {
  // With several writing lines, the first ones must be undone if a later one fails.
  const needsSavepoint = batch.lines.filter(({ kind }) => kind !== 'unchanged').length > 1;
  if (needsSavepoint) connection.sql('SAVEPOINT batch').run();
  for (const line of batch.lines) {
    const refusal = applyLine(connection, batch.tenant, line);
    if (!refusal) continue;
    if (needsSavepoint) {
      connection.sql('ROLLBACK TO batch').run();
      connection.sql('RELEASE batch').run();
    }
    return refusal;
  }
  for (const { id, stream, key, kind, body } of batch.events)
    connection
      .sql(
        'INSERT INTO events (tenant, id, stream, key, kind, committed_at, body) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      )
      .run(batch.scope, id, stream, key, kind, now, keptEvent({ tenant: batch.scope, id, stream, key, kind }, body));
  if (needsSavepoint) connection.sql('RELEASE batch').run();
  return { kind: 'committed' };
}

function applyLine(connection: Connection, tenant: string, line: Line<Table>): Refusal | undefined {
  const { place: table, id, version, values } = line;
  const columns = values.map(toSql);
  const { name, shapeVersion } = table.collection;
  const stale = { kind: 'stale', collection: name, id } as const;
  switch (line.kind) {
    case 'unchanged':
      return versionOf(connection, tenant, line) === version ? undefined : stale;
    case 'remove': {
      const was = cellsNow(connection, table, tenant, id);
      if (connection.sql(table.remove).run(tenant, id, version).changes !== 1) return stale;
      moveTags(connection, table, tenant, id, was, undefined);
      return undefined;
    }
    case 'insert':
      if (connection.sql(table.insert).run(tenant, id, shapeVersion, ...columns, keptBody(id, line.body)).changes === 1) {
        moveTags(connection, table, tenant, id, undefined, columns);
        return undefined;
      }
      return { kind: 'taken', collection: name, key: takenKey(connection, tenant, line), id };
    case 'replace': {
      const was = cellsNow(connection, table, tenant, id);
      if (
        connection.sql(table.replace).run(shapeVersion, ...columns, keptBody(id, line.body), tenant, id, version).changes === 1
      ) {
        moveTags(connection, table, tenant, id, was, columns);
        return undefined;
      }
      if (versionOf(connection, tenant, line) !== version) return stale;
      return { kind: 'taken', collection: name, key: takenKey(connection, tenant, line), id };
    }
  }
}

function versionOf(connection: Connection, tenant: string, { place: table, id }: Line<Table>): number | undefined {
  const row = connection.sql(table.version).get(tenant, id);
  return row && Number(row['version']);
}

/** Finds the name of the taken key. Only called after a conflict, so ordinary writes cost nothing extra. */
function takenKey(connection: Connection, tenant: string, line: Line<Table>): string {
  const { place: table, id, values } = line;
  if (line.kind === 'insert' && versionOf(connection, tenant, line) !== undefined) return 'id';
  const valueOf = (field: string) => (field === 'id' ? id : toSql(values[table.fields.indexOf(field)] ?? 0));
  const taken = table.unique.find((key) => {
    const where = key.fields.map((field) => `${field === 'id' ? 'id' : `"f_${field}"`} = ?`).join(' AND ');
    const other = connection.sql(`SELECT 1 FROM ${table.name} WHERE tenant = ? AND ${where} AND id <> ?`);
    return other.get(tenant, ...key.fields.map(valueOf), id) !== undefined;
  });
  return taken?.name ?? 'id';
}
