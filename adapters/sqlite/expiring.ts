import type { Expiring } from '#contracts/expiring.ts';
import { invalid } from '#contracts/store-rules/document.ts';
import { PLATFORM } from '#contracts/store-rules/tenant.ts';
import { asStoreFailure } from './failure.ts';
import { whenUnlocked } from './locks.ts';
import type { LaterParts } from './later.ts';
import { columnOf } from './table.ts';

export function sqliteExpiring({ connection, tables, retry }: Pick<LaterParts, 'connection' | 'tables' | 'retry'>): Expiring {
  return {
    async expired({ name }, now, most, except) {
      const table = tables.get(name);
      const field = table?.collection.expires;
      if (!table || field === undefined) throw invalid(`collection "${name}" does not expire here`);
      const sql =
        `SELECT tenant, id, version FROM ${table.name} WHERE ${columnOf(field)} > 0 AND ${columnOf(field)} < ? ` +
        `AND tenant NOT IN (SELECT value FROM json_each(?)) ORDER BY ${columnOf(field)} LIMIT ?`;
      try {
        const rows = await whenUnlocked(retry, () => connection.sql(sql).all(now, JSON.stringify(except), most));
        return rows.map((row) => ({
          tenantId: row['tenant'] === PLATFORM ? undefined : String(row['tenant']),
          id: String(row['id']),
          version: Number(row['version']),
        }));
      } catch (error) {
        throw asStoreFailure(error, 'no');
      }
    },
  };
}
