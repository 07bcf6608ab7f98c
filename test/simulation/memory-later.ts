import type { Expiring } from '#contracts/expiring.ts';
import { dueEntries, type Later } from '#contracts/later.ts';
import { invalid } from '#contracts/store-rules/document.ts';
import { shardOf } from '#contracts/store-rules/shard.ts';
import { fieldOf, type Disk, type Row, type Table } from './disk.ts';
import type { Carry } from './memory-store.ts';

interface Found {
  readonly tenantId: string;
  readonly lane: string;
  readonly dueAt: number;
}

/** The contract of the due-queue on a `Disk`. */
export function memoryLater(disk: Disk, carry: Carry, whenCommitted: Later['whenCommitted']): Later {
  return {
    due: (shard, now, most, { lanes, tenants }) =>
      carry('look for due lanes', () => {
        const busy = new Set(lanes.map(({ tenantId, lane }) => JSON.stringify([tenantId, lane])));
        const found = new Map<string, Found>();
        for (const one of entriesOf(disk, shard).toSorted((a, b) => a.dueAt - b.dueAt)) {
          const name = JSON.stringify([one.tenantId, one.lane]);
          if (one.dueAt <= now && !tenants.includes(one.tenantId) && !busy.has(name) && !found.has(name)) found.set(name, one);
        }
        return [...found.values()].slice(0, most).map(({ tenantId, lane }) => ({ tenantId, lane }));
      }),
    next: (shard, now) =>
      carry('look for what is due next', () => {
        const later = entriesOf(disk, shard).flatMap(({ dueAt }) => (dueAt > now ? [dueAt] : []));
        return later.length > 0 ? Math.min(...later) : undefined;
      }),
    whenCommitted,
  };
}

export function memoryExpiring(disk: Disk, carry: Carry): Expiring {
  return {
    async expired({ name }, now, most, except) {
      const table = disk.tables.get(name);
      const field = table?.collection.expires;
      if (!table || field === undefined) throw invalid(`collection "${name}" does not expire here`);
      return carry(`look for expired ${name}`, () =>
        rowsOf(table)
          .filter(({ tenantId, row }) => {
            const until = Number(fieldOf(table, row, field));
            return until > 0 && until < now && !except.includes(tenantId);
          })
          .slice(0, most)
          .map(({ tenantId, row }) => ({ tenantId: tenantId === '' ? undefined : tenantId, id: row.id, version: row.version })),
      );
    },
  };
}

function entriesOf({ tables }: Disk, shard: number): readonly Found[] {
  const table = tables.get(dueEntries.name);
  if (!table) throw invalid(`collection "${dueEntries.name}" is not declared`);
  return rowsOf(table)
    .map(({ tenantId, row }) => {
      return { tenantId, lane: String(fieldOf(table, row, 'lane')), dueAt: Number(fieldOf(table, row, 'dueAt')) };
    })
    .filter(({ tenantId, lane }) => shardOf(tenantId, lane) === shard);
}

function rowsOf({ tenants }: Table): readonly { readonly tenantId: string; readonly row: Row }[] {
  return [...tenants].flatMap(([tenantId, rows]) => [...rows.values()].map((row) => ({ tenantId, row })));
}
