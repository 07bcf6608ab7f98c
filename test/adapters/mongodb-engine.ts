import { MongoClient } from 'mongodb';
import { openMongo, type MongoEngine, type MongoOptions } from '#adapters/mongodb/index.ts';
import type { Bus } from '#contracts/bus.ts';
import type { Write } from '#contracts/store.ts';
import type { Engine, Subject } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import type { MongoServer } from '#test/support/mongo-server.ts';
import { quietLog } from '#test/support/quiet.ts';

let opened = 0;

/** A name that no earlier run has left behind. */
export function freshDatabase(): string {
  return `deskbell_test_${process.pid}_${Date.now().toString(36)}_${(opened += 1)}`;
}

export function mongoOn(
  server: MongoServer,
  options: Partial<MongoOptions> & Pick<MongoOptions, 'database'>,
): Promise<MongoEngine> {
  return openMongo({
    url: server.url,
    collections: [],
    clock: testClock(),
    log: quietLog,
    newId: countedIds(`p${(opened += 1)}-`),
    ...options,
  });
}

export async function drop(server: MongoServer, database: string): Promise<void> {
  const client = new MongoClient(server.url);
  await client.db(database).dropDatabase();
  await client.close();
}

/** The store alone: a bus for it is another system. */
export function mongoStoreOn(server: MongoServer): Engine {
  return {
    name: `mongodb (${server.name})`,
    async open(collections) {
      const database = freshDatabase();
      return subject(await mongoOn(server, { database, collections }));

      function subject(engine: MongoEngine): Subject {
        return {
          store: engine.store,
          bus: NO_BUS,
          notices: { tell: noBus, hear: noBus },
          later: engine.later,
          expiring: engine.expiring,
          async reopen(others: readonly Write['collection'][] = collections) {
            await engine[Symbol.asyncDispose]();
            return subject(await mongoOn(server, { database, collections: others }));
          },
          async beside() {
            const other = await mongoOn(server, { database, collections });
            return {
              ...subject(other),
              async close() {
                await other[Symbol.asyncDispose]();
              },
            };
          },
          async close() {
            await engine[Symbol.asyncDispose]();
            await drop(server, database);
          },
        };
      }
    },
  };
}

const NO_BUS: Bus = {
  subscribe: () => noBus(),
  parked: () => noBus(),
  replay: () => noBus(),
  discard: () => noBus(),
  lag: () => noBus(),
};

function noBus(): never {
  throw new Error('this subject is a store without a bus');
}
