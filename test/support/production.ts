import { randomBytes } from 'node:crypto';
import { findMongo, type MongoServer } from './mongo-server.ts';
import { findNats, startNats } from './nats-server.ts';

/** The servers of production, ours or of the settings. */
export interface Production extends AsyncDisposable {
  readonly name: string;
  readonly mongo: MongoServer;
  readonly natsUrl: string;
  /** Settings of one installation that nobody else has: its own database and its own streams. */
  settings(): Readonly<Record<string, string>>;
}

/** Finds or starts both servers, in the order that each of them has; or says why not. */
export async function findProduction(): Promise<Production | { readonly reason: string }> {
  const nats = await findNats();
  const [program] = nats.programs;
  if (nats.url === undefined && !program) return { reason: nats.missing ?? 'no nats-server' };
  const mongo = await findMongo();
  if ('reason' in mongo) return mongo;
  const server = program && nats.url === undefined ? await startNats(program) : undefined;
  const natsUrl = nats.url ?? server?.url ?? '';
  return {
    name: `${mongo.name} and NATS${program ? ` ${program.version}` : ''}`,
    mongo,
    natsUrl,
    settings() {
      const own = randomBytes(6).toString('hex');
      return {
        DESKBELL_MONGODB_URL: mongo.url,
        DESKBELL_MONGODB_DATABASE: `deskbell_test_${own}`,
        DESKBELL_NATS_URL: natsUrl,
        DESKBELL_NATS_PREFIX: `t${own}`,
      };
    },
    async [Symbol.asyncDispose]() {
      await server?.close();
      await mongo.stop();
    },
  };
}
