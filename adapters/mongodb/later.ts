import { dueEntries, type DueLane, type Later } from '#contracts/later.ts';
import { invalid } from '#contracts/store-rules/document.ts';
import { answered } from './answered.ts';
import type { Connection } from './client.ts';
import { asStoreFailure } from './failure.ts';
import { namedBy, rowId, type Place } from './row.ts';

/** Entries looked at in one query, so that those of one lane do not fill it as a rule. */
const PAGE = 200;
const SHOWN = { _id: 0, tenantId: 1, lane: 1 } as const;
/** As the index has it. */
const BY_TIME = [
  ['fields.dueAt', 1],
  ['lane', 1],
] as const;

export function mongoLater(
  connection: Connection,
  places: ReadonlyMap<string, Place>,
  whenCommitted: Later['whenCommitted'],
): Later {
  const rows = connection.rows(dueEntries.name);

  async function look(shard: number, dueAt: object, skipped: object, limit: number) {
    if (!places.has(dueEntries.name)) throw invalid(`collection "${dueEntries.name}" is not declared`);
    const found = rows
      .find(
        { shard, 'fields.dueAt': dueAt, ...skipped },
        { projection: { ...SHOWN, 'fields.dueAt': 1 }, maxTimeMS: connection.patienceMs },
      )
      .sort(BY_TIME.map(([field, order]): [string, 1] => [field, order]))
      .limit(limit)
      .batchSize(limit + 1)
      .toArray();
    try {
      return await answered(connection, found);
    } catch (error) {
      throw asStoreFailure(error, 'no');
    }
  }

  return {
    /** The index is passed through once for each lane that fills a page. */
    async due(shard, now, most, { lanes, tenants }) {
      const busy = lanes.map(({ tenantId, lane }) => rowId(tenantId, lane));
      const found = new Map<string, DueLane>();
      for (;;) {
        const skipped = { tenantId: { $nin: tenants }, lane: { $nin: [...busy, ...found.keys()] } };
        const page = await look(shard, { $lte: now }, skipped, PAGE);
        for (const { tenantId, lane = '' } of page)
          if (found.size < most) found.set(lane, { tenantId, lane: namedBy(tenantId, lane) });
        if (found.size === most || page.length < PAGE) return [...found.values()];
      }
    },
    async next(shard, now) {
      const [first] = await look(shard, { $gt: now }, {}, 1);
      const next = first?.fields['dueAt'];
      return typeof next === 'number' ? next : undefined;
    },
    whenCommitted,
  };
}
