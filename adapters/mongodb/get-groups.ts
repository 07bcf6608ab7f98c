import { answered } from './answered.ts';
import type { Connection } from './client.ts';
import { rowId, type Row } from './row.ts';

/** The fields that are read. */
export const SHOWN = { v: 1, shape: 1, body: 1 } as const;
/** Queries in progress at once per collection and tenant. Later calls share the next query. */
const LANES = 2;
/** Most ids in one query. */
const MOST = 500;

interface Queue {
  /** Calls for the same row share one promise. */
  readonly waiting: Map<string, PromiseWithResolvers<Row | undefined>>;
  lanes: number;
}

export type GetRow = (collection: string, tenant: string, id: string) => Promise<Row | undefined>;

/**
 * Reads single rows. Rows of a tenant that are requested together share one query, because a query costs nearly the same for 1 row as
 * for 50. The query starts after all its requests, so each sees what was committed before it.
 */
export function getGroups({ rows, patienceMs }: Pick<Connection, 'rows' | 'patienceMs'>): GetRow {
  const queues = new Map<string, Queue>();

  function queueOf(name: string): Queue {
    const known = queues.get(name);
    if (known) return known;
    const queue = { waiting: new Map<string, PromiseWithResolvers<Row | undefined>>(), lanes: 0 };
    queues.set(name, queue);
    return queue;
  }

  async function work(name: string, read: (ids: readonly string[]) => Promise<readonly Row[]>): Promise<void> {
    // Requests in the same turn of the event loop share the query.
    await new Promise((resolve) => setImmediate(resolve));
    const queue = queueOf(name);
    while (queue.waiting.size > 0) {
      const group = new Map([...queue.waiting].slice(0, MOST));
      for (const id of group.keys()) queue.waiting.delete(id);
      try {
        const rows = await answered({ patienceMs }, read([...group.keys()]));
        const found = new Map(rows.map((row) => [row._id, row]));
        for (const [id, { resolve }] of group) resolve(found.get(id));
      } catch (failure) {
        for (const { reject } of group.values()) reject(failure);
      }
    }
    queue.lanes -= 1;
    if (queue.lanes === 0) queues.delete(name);
  }

  return (collection, tenant, id) => {
    const name = JSON.stringify([collection, tenant]);
    const queue = queueOf(name);
    const key = rowId(tenant, id);
    const known = queue.waiting.get(key);
    if (known) return known.promise;
    const row = Promise.withResolvers<Row | undefined>();
    queue.waiting.set(key, row);
    if (queue.lanes < LANES) {
      queue.lanes += 1;
      void work(name, (ids) =>
        rows(collection)
          .find(
            { _id: { $in: [...ids] }, tenantId: tenant },
            { projection: SHOWN, maxTimeMS: patienceMs, batchSize: ids.length + 1 },
          )
          .toArray(),
      );
    }
    return row.promise;
  };
}
