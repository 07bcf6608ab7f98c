import { busEvent } from '#contracts/event.ts';
import type { Pending, PendingEvent } from '#contracts/pending.ts';
import { answered } from './answered.ts';
import type { Connection } from './client.ts';
import { asStoreFailure } from './failure.ts';
import { SHOWN, waitingIn, type keptEvents, type Published } from './kept.ts';
import { KEPT, OUTBOX, type PendingRow, type Row } from './row.ts';
import type { Tickets } from './tickets.ts';

interface Waiting {
  readonly row: PendingRow;
  readonly place: string;
}

/** The outbox. docs/decisions/0010-order-of-events-on-mongodb.md explains the order and why it holds. */
export function pendingEvents(
  connection: Connection,
  tickets: Tickets,
  kept: ReturnType<typeof keptEvents>,
  collections: readonly string[],
) {
  const wakes = new Set<() => void>();
  let counting: Promise<ReadonlyMap<string, number>> | undefined;

  async function waitingUpTo(name: string, upTo: number, most: number) {
    const asked = connection
      .rows(name)
      .find({ due: { $lte: upTo } }, { projection: SHOWN, maxTimeMS: connection.patienceMs })
      .sort({ due: 1 })
      .limit(most)
      .toArray();
    const rows = await answered(connection, asked);
    return {
      complete: rows.length < most ? upTo : Math.ceil(rows.at(-1)?.due ?? upTo),
      waiting: rows.flatMap((row) => waitingOf(name, row)),
    };
  }

  function waitingOf(name: string, row: Row): readonly Waiting[] {
    const waiting = waitingIn(row);
    const { _id, tenantId, v, due } = row;
    const place = JSON.stringify([name, { _id, tenantId, v, due }, waiting.length, kept.firstOf(name, row) ?? null]);
    return waiting.map((one) => ({ row: one, place }));
  }

  /** The outbox collection comes last, so that events moved there meanwhile are seen in at least one place. */
  async function inTurn<R>(look: (name: string) => Promise<R>): Promise<readonly R[]> {
    const inDocuments = await Promise.all(collections.map(look));
    return [...inDocuments, await look(OUTBOX)];
  }

  async function take(most: number): Promise<readonly PendingEvent[]> {
    // Read before the documents. Everything that must come before a ticket up to this one is committed by now and will be seen.
    const upTo = await tickets.current();
    const found = await inTurn((name) => waitingUpTo(name, upTo, most));
    const complete = Math.min(...found.map((one) => one.complete));
    return found
      .flatMap(({ waiting }) => waiting)
      .filter(({ row }) => row.ticket <= complete)
      .toSorted((a, b) => a.row.ticket - b.row.ticket)
      .slice(0, most)
      .map(({ row, place }) => ({ event: busEvent.parse(JSON.parse(row.body)), place }));
  }

  async function published(events: readonly PendingEvent[]): Promise<void> {
    const places = Map.groupBy(events, ({ place }) => place);
    const documents = [...places].map(([place, some]) => publishedAt(place, some));
    for (const [name, ofName] of Map.groupBy(documents, (document) => document.name)) await kept.mark(name, ofName);
    kept.forgetOld();
  }

  async function counted(): Promise<ReadonlyMap<string, number>> {
    const sums = new Map<string, number>();
    const found = await inTurn((name) =>
      answered(connection, connection.rows(name).aggregate<Counted>(COUNT, { maxTimeMS: connection.patienceMs }).toArray()),
    );
    for (const { _id, n } of found.flat()) sums.set(_id, (sums.get(_id) ?? 0) + n);
    return sums;
  }

  const pending: Pending = {
    take: (most) => translated(() => take(most)),
    published: (events) => translated(() => published(events)),
    count() {
      // Calls in the same turn of the event loop share one count.
      counting ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
        counting = undefined;
        return translated(counted);
      });
      return counting;
    },
    whenCommitted(wake) {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
  };
  return {
    pending,
    republish: () => translated(kept.giveAgain),
    committed: () => wakes.forEach((wake) => wake()),
  };
}

interface Counted {
  /** Name of the stream. */
  readonly _id: string;
  readonly n: number;
}

/** Like `waitingIn`, but computed on the server. */
const STILL_WAITS = {
  $and: [{ $gte: ['$$this.ticket', '$due'] }, { $not: [{ $in: ['$$this.id', { $ifNull: ['$out', []] }] }] }],
};
const COUNT = [
  { $match: { due: { $lt: KEPT } } },
  { $project: { waiting: { $filter: { input: '$pending', cond: STILL_WAITS } } } },
  { $unwind: '$waiting' },
  { $group: { _id: '$waiting.stream', n: { $sum: 1 } } },
];

function publishedAt(place: string, some: readonly PendingEvent[]): Published & { readonly name: string } {
  const [name, row, waiting, first] = JSON.parse(place);
  const whole = some.length === waiting && first !== null;
  return { name, row, ids: new Set(some.map(({ event }) => event.id)), ...(whole && { first }) };
}

/** Converts errors to "did not happen". That is safe, because no document changes here and marking twice is harmless. */
async function translated<R>(run: () => Promise<R>): Promise<R> {
  try {
    return await run();
  } catch (error) {
    throw asStoreFailure(error, 'no');
  }
}
