import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openLocalKey } from '#adapters/local-key/index.ts';
import { openSqlite, type SqliteEngine } from '#adapters/sqlite/index.ts';
import { pinoLog } from '#app/pino-log.ts';
import { randomIds } from '#app/random-ids.ts';
import { runningOn } from '#app/running.ts';
import { open } from '#app/start.ts';
import { systemClock } from '#app/system-clock.ts';
import { resolve } from '#app/token.ts';
import { CONSUMERS, BARE_STORE } from '#app/tokens.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { loadSettings } from '#config/load.ts';
import { collections } from '#contracts/records/all.ts';
import { tenants } from '#contracts/records/platform.ts';
import type { Store } from '#contracts/store.ts';
import { type CopiedDesk, copyDesk } from '#core/copying/copy-desk.ts';
import { progress } from './progress.ts';

interface CopyOptions {
  readonly json?: boolean;
  readonly data?: string;
}

/**
 * Takes an embedded desk to the servers of the settings: every document, and the events that its consumers have not finished. Its folder
 * stays as it was, and is needed further: files and the master key are in it.
 */
export async function copy(options: CopyOptions): Promise<void> {
  const loaded = loadSettings({ DESKBELL_LOG_LEVEL: 'error' });
  // With this role nothing is published before everything is there.
  const settings = { ...loaded, DESKBELL_DATA: options.data ?? loaded.DESKBELL_DATA, DESKBELL_ROLES: ['api'] as const };
  const { DESKBELL_DATA: folder, DESKBELL_KEY_FILE: keyFile = join(folder, 'master.key') } = settings;
  const file = join(folder, 'deskbell.db');
  if (settings.DESKBELL_MONGODB_URL === undefined)
    throw new WrongUse('Set DESKBELL_MONGODB_URL and DESKBELL_NATS_URL to where the desk shall go.');
  if (!existsSync(file)) throw new WrongUse(`There is no deskbell.db in ${folder}: name the folder of the data with --data.`);
  if (!existsSync(keyFile)) throw new WrongUse(`There is no master key at ${keyFile}: the copy could not be read without it.`);
  if (await runningOn(folder))
    throw new WrongUse(`Deskbell runs on ${folder}: stop it first, so that nothing comes in meanwhile.`);

  await using opened = new AsyncDisposableStack();
  const parts = { clock: systemClock, log: pinoLog(settings.DESKBELL_LOG_LEVEL), newId: randomIds(systemClock) };
  const source = opened.use(await openSqlite({ ...parts, file, collections }));
  if (!(await holdsDesk(source.store))) throw new WrongUse(`There is no tenant in ${folder} yet: there is nothing to copy.`);
  // First here: whether the key is the right one an empty database does not know, and would take it for its own.
  await openLocalKey({ keyFile, platform: source.store.platform });
  const container = await open(settings, {}, opened);
  const to = resolve(container, BARE_STORE);
  if (await holdsDesk(to))
    throw new WrongUse(
      `There is a desk in the database ${settings.DESKBELL_MONGODB_DATABASE} already: name another with DESKBELL_MONGODB_DATABASE, or drop that one.`,
    );

  const events = source.unfinished(resolve(container, CONSUMERS));
  const say = progress();
  const told = (documents: number) => say(() => `${documents} documents`);
  const copied = await copyDesk({ from: source.store, to, events, told });
  refuseIfChanged(source, folder);
  if (options.json) process.stdout.write(`${JSON.stringify(copied, null, 2)}\n`);
  else process.stdout.write(asText(copied, folder));
}

async function holdsDesk({ platform }: Store): Promise<boolean> {
  const { items } = await platform.find(tenants, { by: 'byName', equals: [], limit: 1 });
  return items.length > 0;
}

function refuseIfChanged(source: SqliteEngine, folder: string): void {
  if (source.othersWrote())
    throw new WrongUse(
      `Somebody wrote to ${folder} meanwhile, so the copy may lack that: stop it, drop the new database, and copy again.`,
    );
}

function asText({ tenants: each, platformDocuments, events }: CopiedDesk, folder: string): string {
  const lines = [
    ...each.map(({ tenant, documents }) => `${tenant}: ${documents} documents, the same in both.`),
    `Of the platform: ${platformDocuments} documents, the same in both.`,
    `Events that a consumer here has not finished, handed on: ${events}.`,
    `Start Deskbell with these settings and DESKBELL_DATA=${folder}: files and the master key stay there. Keep deskbell.db until you are content, and start nothing on it.`,
  ];
  return `${lines.join('\n')}\n`;
}
