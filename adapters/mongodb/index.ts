import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Expiring } from '#contracts/expiring.ts';
import type { Later } from '#contracts/later.ts';
import type { Leases } from '#contracts/leases.ts';
import type { Log } from '#contracts/log.ts';
import type { Pending } from '#contracts/pending.ts';
import { dueWritten } from '#contracts/store-rules/due-written.ts';
import type { Declared } from '#contracts/store-rules/document.ts';
import type { Store } from '#contracts/store.ts';
import { type SharedDatabase, connect, refuseStandalone } from './client.ts';
import { mongoExpiring } from './expiring.ts';
import { getGroups } from './get-groups.ts';
import { insertGroups } from './insert-groups.ts';
import { keptEvents } from './kept.ts';
import { mongoLater } from './later.ts';
import { layOut } from './layout.ts';
import { mongoLeases } from './leases.ts';
import { pendingEvents } from './pending.ts';
import { placeOf } from './row.ts';
import { mongoStore } from './store.ts';
import { tickets } from './tickets.ts';

export interface MongoOptions {
  /** `mongodb://…` or `mongodb+srv://…`, with user and password if needed. */
  readonly url: string;
  readonly database: string;
  readonly collections: readonly Declared[];
  /** Measures how long ago an event was published. */
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** Timeout of one step (finding a primary, a majority, a query) before the caller gets an error. */
  readonly patienceMs?: number;
  /** A lease without a heartbeat for this long goes to the next process. */
  readonly leaseMs?: number;
  /** Adds jitter to the retries of conflicting writers. */
  readonly random?: () => number;
}

export interface MongoEngine extends AsyncDisposable {
  readonly store: Store;
  /** The outbox. Any instance may publish it. */
  readonly pending: Pending;
  /** Makes the events published in the last minutes pending again, in their old order. */
  republish(): Promise<void>;
  readonly leases: Leases;
  readonly later: Later;
  readonly expiring: Expiring;
  /** For the adapter that keeps files in the same database. */
  readonly database: SharedDatabase;
}

/** Store, outbox and leases on a replica set, a sharded cluster or DocumentDB. @throws StoreFailure */
export async function openMongo(options: MongoOptions): Promise<MongoEngine> {
  const { clock, log, newId, random = Math.random } = options;
  const places = new Map(options.collections.map((collection) => [collection.name, placeOf(collection)]));
  const connection = await connect(options.url, options.database, options.patienceMs ?? 5_000, log);
  const leases = mongoLeases(connection, newId, options.leaseMs ?? 5_000);
  try {
    await refuseStandalone(connection);
    await layOut(connection, [...places.values()], leases.leases);
  } catch (error) {
    await leases[Symbol.asyncDispose]();
    await connection[Symbol.asyncDispose]();
    throw error;
  }
  const again = { log, random };
  const numbers = tickets(connection);
  const groups = insertGroups(connection, numbers, again);
  const holders = [...places.values()].filter(({ collection }) => collection.scope === 'tenant').map(({ name }) => name);
  const kept = keptEvents({ connection, clock, log, newId, random }, holders);
  const due = dueWritten();
  const events = pendingEvents(connection, numbers, kept, holders);
  const parts = {
    ...again,
    connection,
    places,
    newId,
    tickets: numbers,
    insert: groups.insert,
    getRow: getGroups(connection),
  };
  return {
    store: mongoStore({ ...parts, committed: events.committed, written: due.committed }),
    later: mongoLater(connection, places, due.whenCommitted),
    expiring: mongoExpiring(connection, places),
    pending: events.pending,
    republish: events.republish,
    leases: leases.leases,
    database: connection.shared,
    async [Symbol.asyncDispose]() {
      await groups[Symbol.asyncDispose]();
      await kept[Symbol.asyncDispose]();
      await leases[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
    },
  };
}
