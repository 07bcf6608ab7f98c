import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '#config/schema.ts';
import type { Bus } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Leases } from '#contracts/leases.ts';
import type { Log } from '#contracts/log.ts';
import type { Metrics } from '#contracts/metrics.ts';
import type { Notices } from '#contracts/notices.ts';
import { collections } from '#contracts/records/all.ts';
import { type Store, StoreFailure } from '#contracts/store.ts';

export interface Engines {
  readonly store: Store;
  readonly bus: Bus;
  readonly notices: Notices;
  readonly leases: Leases;
  /** Whether the bus is reachable. The store's state is found by asking it. */
  readonly busConnected: () => boolean;
}

interface Needs {
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly metrics: Metrics;
}

/** Opens the engines named in the settings. Only those are imported. */
export function openEngines(settings: Settings, needs: Needs, opened: AsyncDisposableStack): Promise<Engines> {
  const { DESKBELL_MONGODB_URL: mongo, DESKBELL_NATS_URL: nats } = settings;
  return mongo !== undefined && nats !== undefined
    ? production(settings, { mongo, nats }, needs, opened)
    : embedded(settings, needs, opened);
}

async function embedded(settings: Settings, needs: Needs, opened: AsyncDisposableStack): Promise<Engines> {
  const { openSqlite } = await import('#adapters/sqlite/index.ts');
  const file = join(settings.DESKBELL_DATA, 'deskbell.db');
  refuseLost(file, keyFileOf(settings));
  const engine = opened.use(await openSqlite({ ...needs, file, collections }));
  return { ...engine, busConnected: () => true };
}

export function keyFileOf({ DESKBELL_KEY_FILE, DESKBELL_DATA }: Settings): string {
  return DESKBELL_KEY_FILE ?? join(DESKBELL_DATA, 'master.key');
}

/**
 * The key is created after the database, so a key without a database means that the database was lost. The key is checked first,
 * because another process may be creating both. To start with an existing key, create an empty database file.
 */
function refuseLost(file: string, keyFile: string): void {
  if (!existsSync(keyFile) || existsSync(file)) return;
  throw new StoreFailure(
    'gone',
    'no',
    `There is a key file at ${keyFile} and no database at ${file}: restore the database from a backup (is its disk mounted?), or remove the key to start with an empty database.`,
  );
}

async function production(
  settings: Settings,
  urls: { readonly mongo: string; readonly nats: string },
  needs: Needs,
  opened: AsyncDisposableStack,
): Promise<Engines> {
  const [{ openMongo }, { openNats }] = await Promise.all([
    import('#adapters/mongodb/index.ts'),
    import('#adapters/nats/index.ts'),
  ]);
  const mongo = opened.use(
    await openMongo({ ...needs, url: urls.mongo, database: settings.DESKBELL_MONGODB_DATABASE, collections }),
  );
  const nats = opened.use(
    await openNats({
      ...needs,
      url: urls.nats,
      prefix: settings.DESKBELL_NATS_PREFIX,
      partitions: settings.DESKBELL_NATS_PARTITIONS,
      replicas: settings.DESKBELL_NATS_REPLICAS,
      pending: mongo.pending,
      republish: mongo.republish,
      publishes: settings.DESKBELL_ROLES.includes('worker'),
    }),
  );
  return { store: mongo.store, leases: mongo.leases, bus: nats.bus, notices: nats.notices, busConnected: nats.connected };
}
