import { MongoClient } from 'mongodb';
import { forget } from '#test/adapters/nats-engine.ts';
import { findMongo } from '#test/support/mongo-server.ts';
import { type NatsServer, findNats, startNats } from '#test/support/nats-server.ts';
import { type Members, membersOf } from './members.ts';

/** The servers of a run, ours or those that the environment names. */
export interface Servers extends AsyncDisposable {
  readonly mongoUrl: string;
  readonly natsUrl: string;
  readonly members: Members;
  /** One that may be killed: ours. */
  readonly nats: NatsServer | undefined;
  /** What ran. */
  readonly names: readonly string[];
  /** What this run cannot do, and why. */
  readonly leftOut: readonly string[];
  /** Removes what a run made under this name. */
  forget(name: string): Promise<void>;
}

export async function findServers(): Promise<Servers | { readonly reason: string }> {
  const found = await findNats();
  if (found.missing !== undefined) return { reason: found.missing };
  const mongo = await findMongo();
  if ('reason' in mongo) return mongo;
  await using opened = new AsyncDisposableStack();
  opened.defer(() => mongo.stop());
  const members = await membersOf(mongo.url);
  const [program] = found.programs;
  const nats = found.url === undefined && program ? await startNats(program) : undefined;
  if (nats) opened.defer(() => nats.close());
  const natsUrl = nats?.url ?? found.url ?? '';
  if (natsUrl.includes(',')) throw new RangeError('NATS_URL must name one server: a proxy stands in front of it');

  const leftOut = [
    ...(members.isSet ? [] : [`step-down and shutdown of the primary: ${mongo.name} has one member`]),
    ...(nats ? [] : ['kills of nats-server: the server of NATS_URL was not started by this run']),
  ];
  const closing = opened.move();
  return {
    mongoUrl: mongo.url,
    natsUrl,
    members,
    nats,
    names: [mongo.name, program ? `nats-server ${program.version}` : 'the server of NATS_URL'],
    leftOut,
    async forget(name) {
      const client = await MongoClient.connect(mongo.url);
      await client.db(name).dropDatabase();
      await client.close();
      await forget(natsUrl, name);
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
