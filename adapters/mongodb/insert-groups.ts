import { StoreFailure } from '#contracts/store.ts';
import { answered } from './answered.ts';
import { repeated, type Again } from './again.ts';
import type { Connection } from './client.ts';
import type { WriteError } from './failure.ts';
import { lost } from './outcome.ts';
import type { Row } from './row.ts';
import type { Tickets } from './tickets.ts';

/** Limits of one bulk insert, which has one round trip and one wait for the majority. The whole command stays below 16 MB. */
const GROUP = { rows: 1000, bytes: 12_000_000 } as const;
/** Size of a row besides its texts. */
const ROW_BYTES = 400;
/** Bulk inserts in progress at once per collection: one draws its tickets while the other is written. */
const LANES = 2;

export interface Insert {
  readonly bytes: number;
  readonly events: number;
  row(ticket: number): Row;
}

interface Job extends Insert {
  inserted(): void;
  refused(why: WriteError): void;
  failed(failure: unknown): void;
}

/** Resolves when the row is inserted, or with the error if it is not. Rows that arrive together share one bulk insert. */
export type InsertRow = (collection: string, insert: Insert) => Promise<WriteError | undefined>;

export interface InsertGroups extends AsyncDisposable {
  readonly insert: InsertRow;
}

export function insertGroups(connection: Connection, tickets: Tickets, again: Again): InsertGroups {
  const queues = new Map<string, { readonly jobs: Job[]; lanes: number }>();
  const running = new Set<Promise<void>>();
  let closed = false;

  function queueOf(collection: string) {
    const known = queues.get(collection);
    if (known) return known;
    const queue = { jobs: [], lanes: 0 };
    queues.set(collection, queue);
    return queue;
  }

  async function work(collection: string): Promise<void> {
    const queue = queueOf(collection);
    // Rows in the same turn of the event loop join this bulk insert.
    await new Promise((resolve) => setImmediate(resolve));
    for (let group = nextGroup(queue.jobs); group.length > 0; group = nextGroup(queue.jobs))
      await write(collection, group).catch((failure: unknown) => group.forEach((job) => job.failed(failure)));
    queue.lanes -= 1;
  }

  async function write(collection: string, group: readonly Job[]): Promise<void> {
    const first = group.some(({ events }) => events > 0) ? await tickets.next(group.length) : 0;
    const documents = group.map((job, n) => job.row(first + n));
    const { answer, doubtful } = await repeated(again, () => connection.write({ insert: collection, documents, ordered: false }));
    const refused = new Map(answer.writeErrors.map((error) => [error.index, error]));
    const ours = doubtful ? await writtenByUs(connection, collection, documents) : undefined;
    for (const [n, job] of group.entries()) {
      const why = refused.get(n);
      if (!why || ours?.has(documents[n]?._id ?? '')) job.inserted();
      else if (doubtful) job.failed(lost());
      else job.refused(why);
    }
  }

  return {
    insert(collection, insert) {
      const { promise, resolve, reject } = Promise.withResolvers<WriteError | undefined>();
      if (closed) return Promise.reject(new StoreFailure('unavailable', 'no', 'the store is closed'));
      const queue = queueOf(collection);
      queue.jobs.push({ ...insert, inserted: () => resolve(undefined), refused: resolve, failed: reject });
      if (queue.lanes < LANES) {
        queue.lanes += 1;
        const lane = work(collection).finally(() => running.delete(lane));
        running.add(lane);
      }
      return promise;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      await Promise.all(running);
    },
  };
}

async function writtenByUs(connection: Connection, collection: string, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const by = new Map(rows.map((row) => [row._id, row.by]));
  const asked = connection
    .rows(collection)
    .find({ _id: { $in: [...by.keys()] } }, { projection: { by: 1 }, maxTimeMS: connection.patienceMs })
    .toArray();
  const found = await answered(connection, asked).catch(() => []);
  return new Set(found.filter((row) => row.by === by.get(row._id)).map((row) => row._id));
}

function nextGroup(jobs: Job[]): readonly Job[] {
  let bytes = 0;
  let rows = 0;
  for (const job of jobs) {
    bytes += job.bytes + ROW_BYTES;
    if (rows === GROUP.rows || (rows > 0 && bytes > GROUP.bytes)) break;
    rows += 1;
  }
  return jobs.splice(0, rows);
}
