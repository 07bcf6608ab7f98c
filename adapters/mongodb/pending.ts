import { busEvent } from '#contracts/event.ts';
import type { Pending, PendingEvent } from '#contracts/pending.ts';
import type { Connection } from './client.ts';
import { asStoreFailure } from './failure.ts';
import { OUTBOX, type PendingRow, type Row } from './row.ts';
import type { Tickets } from './tickets.ts';

interface Waiting {
  readonly row: PendingRow;
  readonly place: string;
}

/** A document with pending events, as it was seen: at another version it may hold more. */
interface Seen {
  readonly name: string;
  readonly v: number;
  readonly events: number;
  readonly id: string;
}

/** The order and why it holds: docs/decisions/0010-order-of-events-on-mongodb.md. */
export function pendingEvents(connection: Connection, tickets: Tickets, collections: readonly string[]) {
  const wakes = new Set<() => void>();
  const names = [OUTBOX, ...collections];

  async function waitingIn(name: string, upTo: number, most: number): Promise<{ complete: number; waiting: readonly Waiting[] }> {
    const rows = await connection
      .rows(name)
      .find({ due: { $lte: upTo } }, { projection: { v: 1, due: 1, pending: 1 }, maxTimeMS: connection.patienceMs })
      .sort({ due: 1 })
      .limit(most)
      .toArray();
    return {
      complete: rows.length < most ? upTo : (rows.at(-1)?.due ?? upTo),
      waiting: rows.flatMap((row) => waitingOf(name, row)),
    };
  }

  async function take(most: number): Promise<readonly PendingEvent[]> {
    // Read before the documents: whatever a ticket up to this one must come after is committed by now, and will be seen.
    const upTo = await tickets.current();
    const found = await Promise.all(names.map((name) => waitingIn(name, upTo, most)));
    const complete = Math.min(...found.map((one) => one.complete));
    return found
      .flatMap(({ waiting }) => waiting)
      .filter(({ row }) => row.ticket <= complete)
      .toSorted((a, b) => a.row.ticket - b.row.ticket)
      .slice(0, most)
      .map(({ row, place }) => ({ event: busEvent.parse(JSON.parse(row.body)), place }));
  }

  async function published(events: readonly PendingEvent[]): Promise<void> {
    const seen = Map.groupBy(events, ({ place }) => place);
    const documents = [...seen].map(([place, some]) => ({ ...seenFrom(place), some }));
    const whole = documents.filter(({ some, events: all }) => some.length === all);
    for (const [name, ofName] of Map.groupBy(whole, (document) => document.name)) {
      const found = ofName.map(({ id, v, some }) => ({ _id: id, tenantId: some[0]?.event.tenantId, v }));
      const { n } = await connection.write(
        name === OUTBOX
          ? { delete: name, deletes: found.map((q) => ({ q, limit: 1 })), ordered: false }
          : { update: name, updates: found.map((q) => ({ q, u: { $unset: { pending: '', due: '' } } })), ordered: false },
      );
      // Some have changed since they were seen, and may hold newer events.
      if (n < found.length) for (const document of ofName) await pull(document, document.some);
    }
    for (const document of documents) if (document.some.length < document.events) await pull(document, document.some);
  }

  /** Takes out just these: the rest of the document's events still waits. */
  async function pull({ name, id }: Seen, events: readonly PendingEvent[]): Promise<void> {
    const rows = connection.rows(name);
    await rows.updateOne({ _id: id }, { $pull: { pending: { id: { $in: events.map(({ event }) => event.id) } } } });
    const empty = { _id: id, pending: { $size: 0 } };
    if (name === OUTBOX) await rows.deleteOne(empty);
    else await rows.updateOne(empty, { $unset: { pending: '', due: '' } });
  }

  const pending: Pending = {
    take: (most) => translated(() => take(most)),
    published: (events) => translated(() => published(events)),
    whenCommitted(wake) {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
  };
  return {
    pending,
    committed: () => wakes.forEach((wake) => wake()),
  };
}

function waitingOf(name: string, { _id, v, pending = [] }: Row): readonly Waiting[] {
  const place = JSON.stringify([name, v, pending.length, _id]);
  return pending.map((row) => ({ row, place }));
}

function seenFrom(place: string): Seen {
  const [name, v, events, id] = JSON.parse(place);
  return { name, v, events, id };
}

/** Nothing of a document changes here, and marking again is harmless: so no failure leaves a doubt. */
async function translated<R>(run: () => Promise<R>): Promise<R> {
  try {
    return await run();
  } catch (error) {
    throw asStoreFailure(error, 'no');
  }
}
