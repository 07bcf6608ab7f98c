import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openFolderFiles } from '#adapters/folder/index.ts';
import { type KeyPlace, openLocalKey } from '#adapters/local-key/index.ts';
import { openSqlite, type SqliteEngine } from '#adapters/sqlite/index.ts';
import { filesIn } from '#app/engines.ts';
import { keyPlace } from '#app/key-place.ts';
import { pinoLog } from '#app/pino-log.ts';
import { randomIds } from '#app/random-ids.ts';
import { runningOn } from '#app/running.ts';
import { open } from '#app/start.ts';
import { systemClock } from '#app/system-clock.ts';
import { resolve } from '#app/token.ts';
import { CONSUMERS, FILES, STORE } from '#app/tokens.ts';
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
 * Takes an embedded desk to the servers of the settings: every document and file, and the events that its consumers have not finished. Its
 * folder stays as it was. The master key is not copied: it must not be in the same place as the data.
 */
export async function copy(options: CopyOptions): Promise<void> {
  const loaded = loadSettings({ DESKBELL_LOG_LEVEL: 'error' });
  // With this role nothing is published before everything is there.
  const settings = { ...loaded, DESKBELL_DATA: options.data ?? loaded.DESKBELL_DATA, DESKBELL_ROLES: ['api'] as const };
  const { DESKBELL_DATA: folder } = settings;
  const key = keyPlace(settings);
  const file = join(folder, 'deskbell.db');
  if (settings.DESKBELL_MONGODB_URL === undefined)
    throw new WrongUse('Set DESKBELL_MONGODB_URL and DESKBELL_NATS_URL to where the desk shall go.');
  if (!existsSync(file)) throw new WrongUse(`There is no deskbell.db in ${folder}: name the folder of the data with --data.`);
  if ('keyFile' in key && !existsSync(key.keyFile))
    throw new WrongUse(`There is no master key at ${key.keyFile}: the copy could not be read without it.`);
  if (await runningOn(folder))
    throw new WrongUse(`Deskbell runs on ${folder}: stop it first, so that nothing comes in meanwhile.`);

  await using opened = new AsyncDisposableStack();
  const parts = { clock: systemClock, log: pinoLog(settings.DESKBELL_LOG_LEVEL), newId: randomIds(systemClock) };
  const source = opened.use(await openSqlite({ ...parts, file, collections }));
  if (!(await holdsDesk(source.store))) throw new WrongUse(`There is no tenant in ${folder} yet: there is nothing to copy.`);
  // First here: whether the key is the right one an empty database does not know, and would take it for its own.
  await openLocalKey({ ...key, platform: source.store.platform });
  const container = await open(settings, {}, opened);
  const to = resolve(container, STORE);
  if (await holdsDesk(to))
    throw new WrongUse(
      `There is a desk in the database ${settings.DESKBELL_MONGODB_DATABASE} already: name another with DESKBELL_MONGODB_DATABASE, or drop that one.`,
    );

  const events = source.unfinished(resolve(container, CONSUMERS));
  const say = progress();
  const told = (so: number) => say(() => `${so} documents and files`);
  const from = { store: source.store, files: await openFolderFiles({ folder: filesIn(folder) }) };
  const copied = await copyDesk({ from, to: { store: to, files: resolve(container, FILES) }, events, told });
  refuseIfChanged(source, folder);
  if (options.json) process.stdout.write(`${JSON.stringify(copied, null, 2)}\n`);
  else process.stdout.write(asText(copied, folder, key));
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

function asText({ tenants: each, platformDocuments, events }: CopiedDesk, folder: string, key: KeyPlace): string {
  const lines = [
    ...each.map(({ tenant, documents, files }) => `${tenant}: ${documents} documents and ${files} files, the same in both.`),
    `Of the platform: ${platformDocuments} documents, the same in both.`,
    `Events that a consumer here has not finished, handed on: ${events}.`,
    keyAdvice(key),
    `Nothing else in ${folder} is needed. Keep it until you are satisfied with the result, and do not start Deskbell on it.`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Names the place of the key, and never shows it. */
function keyAdvice(key: KeyPlace): string {
  if ('key' in key) return `Start every instance with these settings, ${key.setting} included.`;
  return `Start every instance with these settings and the same master key: copy ${key.keyFile} to each machine and set DESKBELL_KEY_FILE to its path there, or set DESKBELL_MASTER_KEY to its content.`;
}
