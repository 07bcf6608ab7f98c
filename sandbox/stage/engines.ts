import { randomBytes } from 'node:crypto';
import type { Settings } from '#config/schema.ts';
import { NotForTheSandbox } from './not-for-the-sandbox.ts';

const DATABASE_END = '_sandbox';
const PREFIX_END = '-sandbox';

/** On production servers, a sandbox has its own database and streams, because a real desk may use the same servers. */
export function ofSandbox(settings: Settings): Settings {
  if (settings.DESKBELL_MONGODB_URL === undefined) return settings;
  return {
    ...settings,
    DESKBELL_MONGODB_DATABASE: settings.DESKBELL_MONGODB_DATABASE + DATABASE_END,
    DESKBELL_NATS_PREFIX: settings.DESKBELL_NATS_PREFIX + PREFIX_END,
  };
}

/** Unique names, for a temporary sandbox. */
export function namesOfItsOwn(): Readonly<Record<string, string>> {
  const own = randomBytes(6).toString('hex');
  return { DESKBELL_MONGODB_DATABASE: `demo_${own}${DATABASE_END}`, DESKBELL_NATS_PREFIX: `demo${own}${PREFIX_END}` };
}

/** Deletes a sandbox's data on production servers. Does nothing for the embedded engine. */
export async function forgetOnServers(settings: Settings): Promise<void> {
  const { DESKBELL_MONGODB_URL: mongoUrl, DESKBELL_NATS_URL: natsUrl } = settings;
  const { DESKBELL_MONGODB_DATABASE: database, DESKBELL_NATS_PREFIX: prefix } = settings;
  if (mongoUrl === undefined || natsUrl === undefined) return;
  if (!database.endsWith(DATABASE_END) || !prefix.endsWith(PREFIX_END))
    throw new NotForTheSandbox(`The database ${database} is not that of a sandbox, so nothing is removed there.`);

  const [{ MongoClient }, { connect }] = await Promise.all([import('mongodb'), import('nats')]);
  const client = new MongoClient(mongoUrl);
  await client.db(database).dropDatabase();
  await client.close();
  const nc = await connect({ servers: natsUrl.split(',') });
  const manager = await nc.jetstreamManager();
  for await (const { config } of manager.streams.list())
    if (config.name.startsWith(`${prefix}_`) || config.name.startsWith(`KV_${prefix}_`))
      await manager.streams.delete(config.name);
  await nc.close();
}
