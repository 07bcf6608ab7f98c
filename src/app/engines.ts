import { join } from 'node:path';
import type { Settings } from '#config/schema.ts';
import type { Bus } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Expiring } from '#contracts/expiring.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Later } from '#contracts/later.ts';
import type { Leases } from '#contracts/leases.ts';
import type { Log } from '#contracts/log.ts';
import type { Metrics } from '#contracts/metrics.ts';
import type { Notices } from '#contracts/notices.ts';
import { collections } from '#contracts/records/all.ts';
import type { Store } from '#contracts/store.ts';

export interface Engines {
  readonly store: Store;
  readonly bus: Bus;
  readonly notices: Notices;
  readonly leases: Leases;
  readonly later: Later;
  readonly expiring: Expiring;
  /** Whether the bus can be reached; the store tells it when it is asked. */
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
  const engine = opened.use(await openSqlite({ ...needs, file, collections }));
  return { ...engine, busConnected: () => true };
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
  const { store, leases, later, expiring } = mongo;
  return { store, leases, later, expiring, bus: nats.bus, notices: nats.notices, busConnected: nats.connected };
}
