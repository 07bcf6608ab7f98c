import { type NatsBus, openNats } from '#adapters/nats/index.ts';
import type { MongoEngine } from '#adapters/mongodb/index.ts';
import type { Engine, Subject } from '#test/contracts/subject.ts';
import type { MongoServer } from '#test/support/mongo-server.ts';
import { quietLog } from '#test/support/quiet.ts';
import { drop, freshDatabase, mongoOn } from './mongodb-engine.ts';
import { forget, freshPrefix } from './nats-engine.ts';

/** Few, so that keys of a case share them. */
const PARTITIONS = 3;

/** The pair that production runs on: JetStream fed by what waits in MongoDB. */
export function productionEngine(name: string, mongo: MongoServer, natsUrl: string): Engine {
  return {
    name,
    async open(collections, clock) {
      const database = freshDatabase();
      const prefix = freshPrefix();
      const first = await pair(collections);
      return subject(first);

      async function pair(declared: typeof collections) {
        const engine = await mongoOn(mongo, { database, collections: declared, clock });
        const bus = await openNats({
          url: natsUrl,
          prefix,
          partitions: PARTITIONS,
          clock,
          pending: engine.pending,
          republish: engine.republish,
          log: quietLog,
          newId: () => crypto.randomUUID(),
        });
        return { engine, bus };
      }

      function subject(opened: { readonly engine: MongoEngine; readonly bus: NatsBus }): Subject {
        const shut = async () => {
          await opened.bus[Symbol.asyncDispose]();
          await opened.engine[Symbol.asyncDispose]();
        };
        return {
          store: opened.engine.store,
          bus: opened.bus.bus,
          notices: opened.bus.notices,
          later: opened.engine.later,
          expiring: opened.engine.expiring,
          async reopen(others = collections) {
            await shut();
            return subject(await pair(others));
          },
          async beside() {
            const other = await pair(collections);
            return subjectBeside(other);
          },
          async close() {
            await shut();
            await drop(mongo, database);
            await forget(natsUrl, prefix);
          },
        };
      }

      function subjectBeside({ engine, bus }: { readonly engine: MongoEngine; readonly bus: NatsBus }): Subject {
        return {
          store: engine.store,
          bus: bus.bus,
          notices: bus.notices,
          later: engine.later,
          expiring: engine.expiring,
          async close() {
            await bus[Symbol.asyncDispose]();
            await engine[Symbol.asyncDispose]();
          },
        };
      }
    },
  };
}
