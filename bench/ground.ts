import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { findProduction } from '#test/support/production.ts';
import type { FloorPlace } from './bare-rows.ts';
import { scratch } from './scratch.ts';

/** The engines that the app and its floor run on. */
export interface Ground extends AsyncDisposable {
  readonly name: 'embedded' | 'MongoDB and NATS';
  /** The servers with their versions, and a note on figures measured with them. Empty for the embedded engine. */
  readonly about: string;
  /** A new folder, and the settings of a separate installation. */
  fresh(): Promise<{ readonly folder: string; readonly settings: Readonly<Record<string, string>> }>;
  floorPlace(): Promise<FloorPlace>;
}

export async function embedded(): Promise<Ground> {
  const place = await scratch();
  let made = 0;
  const next = () => `${place.path}/${(made += 1)}`;
  return {
    name: 'embedded',
    about: '',
    fresh: async () => ({ folder: next(), settings: {} }),
    floorPlace: async () => ({ file: `${next()}.db` }),
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

/** Also uses the servers that the tests find. @throws Error with the reason if there are none */
export async function production(): Promise<Ground> {
  const servers = await findProduction();
  if ('reason' in servers) throw new Error(servers.reason);
  const place = await scratch();
  const { mongo } = servers;
  const floor = `deskbell_floor_${randomBytes(6).toString('hex')}`;
  let made = 0;
  return {
    name: 'MongoDB and NATS',
    about: await aboutServers(mongo.url, servers.name),
    fresh: async () => ({ folder: `${place.path}/${(made += 1)}`, settings: servers.settings() }),
    floorPlace: async () => ({ mongo: mongo.url, database: floor }),
    async [Symbol.asyncDispose]() {
      await using client = new MongoClient(mongo.url);
      await client.db(floor).dropDatabase();
      await servers[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

async function aboutServers(url: string, name: string): Promise<string> {
  await using client = new MongoClient(url);
  const { version } = await client.db('admin').command({ buildInfo: 1 });
  const notReal = name.includes('mongo-java-server')
    ? '. That server keeps everything in memory, on one thread, with nothing to flush and nobody to wait for: these figures compare us with a floor on the same server, and say little about a real MongoDB'
    : '';
  return `${name} (says it is MongoDB ${String(version)})${notReal}`;
}
