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
import { CONSUMERS, STORE } from '#app/tokens.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { loadSettings } from '#config/load.ts';
import { collections } from '#contracts/records/all.ts';
import { tenants } from '#contracts/records/platform.ts';
import type { Store } from '#contracts/store.ts';
import { type CopiedDesk, copyDesk } from '#core/copying/copy-desk.ts';
import { howMany } from './how-many.ts';
import { progress } from './progress.ts';

interface CopyOptions {
  readonly json?: boolean;
  readonly data?: string;
}

/**
 * Migrates an embedded desk to the servers of the settings: every document, and the events that its consumers have not finished. Its
 * folder is not changed, and is still needed: files and the master key stay in it.
 */
export async function copy(options: CopyOptions): Promise<void> {
  const loaded = loadSettings({ DESKBELL_LOG_LEVEL: 'error' });
  // An instance with this role alone publishes nothing while the copy is incomplete.
  const settings = { ...loaded, DESKBELL_DATA: options.data ?? loaded.DESKBELL_DATA, DESKBELL_ROLES: ['api'] as const };
  const { DESKBELL_DATA: folder, DESKBELL_KEY_FILE: keyFile = join(folder, 'master.key') } = settings;
  const file = join(folder, 'deskbell.db');
  if (settings.DESKBELL_MONGODB_URL === undefined)
    throw new WrongUse('Set DESKBELL_MONGODB_URL and DESKBELL_NATS_URL to the servers to copy to.');
  if (!existsSync(file)) throw new WrongUse(`There is no deskbell.db in ${folder}: name the data folder with --data.`);
  if (!existsSync(keyFile)) throw new WrongUse(`There is no master key at ${keyFile}: without it the copy cannot be read.`);
  if (await runningOn(folder))
    throw new WrongUse(`Deskbell is running on ${folder}: stop it first, so that nothing changes during the copy.`);

  await using opened = new AsyncDisposableStack();
  const parts = { clock: systemClock, log: pinoLog(settings.DESKBELL_LOG_LEVEL), newId: randomIds(systemClock) };
  const source = opened.use(await openSqlite({ ...parts, file, collections }));
  if (!(await holdsDesk(source.store))) throw new WrongUse(`There are no tenants in ${folder}: there is nothing to copy.`);
  // Checks the key here first: an empty database cannot tell a wrong key and would adopt it.
  await openLocalKey({ keyFile, platform: source.store.platform });
  const container = await open(settings, {}, opened);
  const to = resolve(container, STORE);
  if (await holdsDesk(to))
    throw new WrongUse(
      `The database ${settings.DESKBELL_MONGODB_DATABASE} already contains a desk: choose another with DESKBELL_MONGODB_DATABASE, or drop this one.`,
    );

  const events = source.unfinished(resolve(container, CONSUMERS));
  const say = progress();
  const told = (documents: number) => say(() => howMany(documents, 'document'));
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
      `Another process wrote to ${folder} during the copy, so the copy may be incomplete: stop that process, drop the new database, and copy again.`,
    );
}

function asText({ tenants: each, platformDocuments, events }: CopiedDesk, folder: string): string {
  const lines = [
    ...each.map(({ tenant, documents }) => `${tenant}: ${howMany(documents, 'document')}, identical in both.`),
    `Platform: ${howMany(platformDocuments, 'document')}, identical in both.`,
    `Unfinished events moved to NATS: ${events}.`,
    `Now start Deskbell with these settings and DESKBELL_DATA=${folder}: files and the master key stay there. Keep deskbell.db as a backup, and do not start Deskbell on it.`,
  ];
  return `${lines.join('\n')}\n`;
}
