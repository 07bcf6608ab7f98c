import { dueEntries, type Later } from '#contracts/later.ts';
import { invalid } from '#contracts/store-rules/document.ts';
import type { Connection } from './connection.ts';
import { asStoreFailure } from './failure.ts';
import { whenUnlocked, type LockRetry } from './locks.ts';
import type { Table } from './table.ts';

export interface LaterParts {
  readonly connection: Connection;
  readonly tables: ReadonlyMap<string, Table>;
  readonly retry: LockRetry;
  readonly whenCommitted: Later['whenCommitted'];
}

const DUE = `
  SELECT tenant, lane FROM due_lanes WHERE shard = ? AND head <= ?
    AND tenant NOT IN (SELECT value FROM json_each(?))
    AND (tenant, lane) NOT IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))
  ORDER BY head, tenant, lane LIMIT ?`;
const NEXT = 'SELECT min(head) AS next FROM due_lanes WHERE shard = ? AND head > ?';

export function sqliteLater({ connection, tables, retry, whenCommitted }: LaterParts): Later {
  async function read<R>(attempt: () => R): Promise<R> {
    if (!tables.has(dueEntries.name)) throw invalid(`collection "${dueEntries.name}" is not declared`);
    try {
      return await whenUnlocked(retry, attempt);
    } catch (error) {
      throw asStoreFailure(error, 'no');
    }
  }

  return {
    due: (shard, now, most, { lanes, tenants }) =>
      read(() => {
        const busy = JSON.stringify(lanes.map(({ tenantId, lane }) => [tenantId, lane]));
        const rows = connection.sql(DUE).all(shard, now, JSON.stringify(tenants), busy, most);
        return rows.map((row) => ({ tenantId: String(row['tenant']), lane: String(row['lane']) }));
      }),
    next: (shard, now) =>
      read(() => {
        const next = connection.sql(NEXT).get(shard, now)?.['next'];
        return typeof next === 'number' ? next : undefined;
      }),
    whenCommitted,
  };
}
