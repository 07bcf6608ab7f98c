import { randomBytes } from 'node:crypto';
import { drop } from '#test/adapters/mongodb-engine.ts';
import { forget } from '#test/adapters/nats-engine.ts';
import { findMongo, type MongoServer } from './mongo-server.ts';
import { findNats, startNats } from './nats-server.ts';

/** The production servers: our own, or those of the settings. */
export interface Production extends AsyncDisposable {
  readonly name: string;
  readonly mongo: MongoServer;
  readonly natsUrl: string;
  /** Settings of a separate installation, with its own database and streams. */
  settings(): Readonly<Record<string, string>>;
}

/** Finds or starts both servers. Otherwise returns the reason. */
export async function findProduction(): Promise<Production | { readonly reason: string }> {
  const nats = await findNats();
  const [program] = nats.programs;
  if (nats.url === undefined && !program) return { reason: nats.missing ?? 'no nats-server' };
  const mongo = await findMongo();
  if ('reason' in mongo) return mongo;
  const server = program && nats.url === undefined ? await startNats(program) : undefined;
  const installations: string[] = [];
  const natsUrl = nats.url ?? server?.url ?? '';
  return {
    name: `${mongo.name} and NATS${program ? ` ${program.version}` : ''}`,
    mongo,
    natsUrl,
    settings() {
      const own = randomBytes(6).toString('hex');
      installations.push(own);
      return {
        DESKBELL_MONGODB_URL: mongo.url,
        DESKBELL_MONGODB_DATABASE: databaseOf(own),
        DESKBELL_NATS_URL: natsUrl,
        DESKBELL_NATS_PREFIX: prefixOf(own),
      };
    },
    async [Symbol.asyncDispose]() {
      // Servers that are not ours are left as they were found.
      for (const own of installations) {
        await drop(mongo, databaseOf(own));
        await forget(natsUrl, prefixOf(own));
      }
      await server?.close();
      await mongo.stop();
    },
  };
}

const databaseOf = (own: string) => `deskbell_test_${own}`;
const prefixOf = (own: string) => `t${own}`;
