import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyPlace } from '#adapters/local-key/index.ts';
import type { Settings } from '#config/schema.ts';
import type { Bus } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Collection } from '#contracts/collection.ts';
import type { Expiring } from '#contracts/expiring.ts';
import type { Files } from '#contracts/files.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Later } from '#contracts/later.ts';
import type { Leases } from '#contracts/leases.ts';
import type { Log } from '#contracts/log.ts';
import type { Metrics } from '#contracts/metrics.ts';
import type { Notices } from '#contracts/notices.ts';
import { type Store, StoreFailure } from '#contracts/store.ts';
import { keyPlace } from './key-place.ts';

export interface Engines {
  readonly store: Store;
  readonly bus: Bus;
  readonly notices: Notices;
  readonly leases: Leases;
  readonly later: Later;
  readonly expiring: Expiring;
  readonly files: Files;
  /** Whether the bus can be reached; the store tells it when it is asked. */
  readonly busConnected: () => boolean;
}

interface Needs {
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly metrics: Metrics;
  readonly collections: readonly Collection<any, any>[];
}

/** Opens the engines named in the settings. Only those are imported. */
export function openEngines(settings: Settings, needs: Needs, opened: AsyncDisposableStack): Promise<Engines> {
  const { DESKBELL_MONGODB_URL: mongo, DESKBELL_NATS_URL: nats } = settings;
  return mongo !== undefined && nats !== undefined
    ? production(settings, { mongo, nats }, needs, opened)
    : embedded(settings, needs, opened);
}

async function embedded(settings: Settings, needs: Needs, opened: AsyncDisposableStack): Promise<Engines> {
  const [{ openSqlite }, { openFolderFiles }] = await Promise.all([
    import('#adapters/sqlite/index.ts'),
    import('#adapters/folder/index.ts'),
  ]);
  const folder = settings.DESKBELL_DATA;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'deskbell.db');
  refuseLost(file, keyPlace(settings), filesIn(folder));
  const engine = opened.use(await openSqlite({ ...needs, file }));
  const files = await openFolderFiles({ folder: filesIn(folder) });
  return { ...engine, files, busConnected: () => true };
}

/** Where an embedded desk keeps its files. */
export function filesIn(folder: string): string {
  return join(folder, 'files');
}

/**
 * The key is created after the database, so a key without a database means that the database was lost. The key is checked first,
 * because another process may be creating both. To start with an existing key, create an empty database file.
 */
function refuseLost(file: string, key: KeyPlace, files: string): void {
  const [what, trace, rest] =
    'keyFile' in key ? ['a key file', key.keyFile, 'the key'] : ['a folder of files', files, 'the folder'];
  if (!existsSync(trace) || existsSync(file)) return;
  throw new StoreFailure(
    'gone',
    'no',
    `There is ${what} at ${trace} and no database at ${file}: restore the database from a backup (is its disk mounted?), or remove ${rest} to start with an empty database.`,
  );
}

async function production(
  settings: Settings,
  urls: { readonly mongo: string; readonly nats: string },
  needs: Needs,
  opened: AsyncDisposableStack,
): Promise<Engines> {
  const [{ openMongo }, { openGridfs }, { openNats }] = await Promise.all([
    import('#adapters/mongodb/index.ts'),
    import('#adapters/gridfs/index.ts'),
    import('#adapters/nats/index.ts'),
  ]);
  const mongo = opened.use(await openMongo({ ...needs, url: urls.mongo, database: settings.DESKBELL_MONGODB_DATABASE }));
  const files = await openGridfs({ ...needs, database: mongo.database, leases: mongo.leases });
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
  const { store, leases, later, expiring } = mongo;
  return { store, leases, later, expiring, files, bus: nats.bus, notices: nats.notices, busConnected: nats.connected };
}
