import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Log } from '#contracts/log.ts';
import type { Bus, ConsumerGroup } from '#contracts/bus.ts';
import type { BusEvent } from '#contracts/event.ts';
import type { Expiring } from '#contracts/expiring.ts';
import type { Later } from '#contracts/later.ts';
import type { Leases } from '#contracts/leases.ts';
import { type Metrics, unmeasured } from '#contracts/metrics.ts';
import type { Notices } from '#contracts/notices.ts';
import { dueWritten } from '#contracts/store-rules/due-written.ts';
import type { Declared } from '#contracts/store-rules/document.ts';
import type { Store } from '#contracts/store.ts';
import { sqliteBus } from './bus.ts';
import { connect, durabilityOf, openingFailure, type Durability } from './connection.ts';
import { sqliteExpiring } from './expiring.ts';
import { groupCommit } from './group-commit.ts';
import { sqliteLater } from './later.ts';
import { sqliteLeases } from './leases.ts';
import { layOut } from './layout.ts';
import { noticesIn } from './notices.ts';
import { systemTimer, whenUnlocked, type Timer } from './locks.ts';
import { ownFiles } from './own-files.ts';
import { sqliteStore } from './store.ts';
import { tableOf } from './table.ts';
import { unfinishedBy } from './unfinished.ts';

export interface SqliteOptions {
  /** Path of the data file, or `:memory:`. */
  readonly file: string;
  readonly collections: readonly Declared[];
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly metrics?: Metrics;
  /** Randomizes the delays before a lock is retried. */
  readonly random?: () => number;
  readonly timer?: Timer;
}

export interface SqliteEngine extends AsyncDisposable {
  readonly store: Store;
  readonly bus: Bus;
  readonly notices: Notices;
  readonly leases: Leases;
  readonly later: Later;
  readonly expiring: Expiring;
  /** How each connection to the data file keeps its word. */
  check(): readonly Durability[];
  /**
   * Events that at least one of these groups has not finished, parked ones included, as committed. For migrating them while no
   * consumer runs.
   */
  unfinished(groups: readonly ConsumerGroup[]): readonly BusEvent[];
  /** Whether another process has written to the file since it was opened. */
  othersWrote(): boolean;
}

/** The default engine: store, bus and leases in one file. Several processes may open it. @throws StoreFailure */
export async function openSqlite(options: SqliteOptions): Promise<SqliteEngine> {
  const { file, clock } = options;
  const retry = { timer: options.timer ?? systemTimer, random: options.random ?? Math.random };
  const tables = new Map(options.collections.map((collection) => [collection.name, tableOf(collection)]));
  const connection = await connect(file, retry);
  try {
    await whenUnlocked(retry, () => layOut(connection, [...tables.values()]));
  } catch (error) {
    connection.db.close();
    throw openingFailure(file, error);
  }
  const version = () => connection.sql('PRAGMA data_version').get()?.['data_version'];
  const versionAtFirst = version();
  const group = groupCommit(connection, ownFiles(file), retry);
  const leases = sqliteLeases(file, retry);
  const events = sqliteBus({ ...options, metrics: options.metrics ?? unmeasured, connection, group, retry, leases });
  const due = dueWritten();
  return {
    store: sqliteStore({ connection, tables, group, retry, clock, published: events.published, written: due.committed }),
    later: sqliteLater({ connection, tables, retry, whenCommitted: due.whenCommitted }),
    expiring: sqliteExpiring({ connection, tables, retry }),
    bus: events.bus,
    notices: noticesIn(events.whenOthersWrote, retry.timer),
    leases,
    check: () => [durabilityOf('data', connection)],
    unfinished: (groups) => unfinishedBy(connection, groups),
    othersWrote: () => version() !== versionAtFirst,
    async [Symbol.asyncDispose]() {
      await events[Symbol.asyncDispose]();
      await group[Symbol.asyncDispose]();
      await leases[Symbol.asyncDispose]();
      if (connection.db.isOpen) connection.db.close();
    },
  };
}
