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
import { BARE_STORE, CONSUMERS, FILES } from '#app/tokens.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { loadSettings } from '#config/load.ts';
import { collections } from '#app/subjects.ts';
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
 * Migrates an embedded desk to the servers of the settings: every document and file, and the events that its consumers have not
 * finished. Its folder is not changed. The master key is not copied, because it must not be in the same place as the data.
 */
export async function copy(options: CopyOptions): Promise<void> {
  const loaded = loadSettings({ DESKBELL_LOG_LEVEL: 'error' });
  // An instance with this role alone publishes nothing while the copy is incomplete.
  const settings = { ...loaded, DESKBELL_DATA: options.data ?? loaded.DESKBELL_DATA, DESKBELL_ROLES: ['api'] as const };
  const { DESKBELL_DATA: folder } = settings;
  const key = keyPlace(settings);
  const file = join(folder, 'deskbell.db');
  if (settings.DESKBELL_MONGODB_URL === undefined)
    throw new WrongUse('Set DESKBELL_MONGODB_URL and DESKBELL_NATS_URL to the servers to copy to.');
  if (!existsSync(file)) throw new WrongUse(`There is no deskbell.db in ${folder}: name the data folder with --data.`);
  if ('keyFile' in key && !existsSync(key.keyFile))
    throw new WrongUse(`There is no master key at ${key.keyFile}: without it the copy cannot be read.`);
  if (await runningOn(folder))
    throw new WrongUse(`Deskbell is running on ${folder}: stop it first, so that nothing changes during the copy.`);

  await using opened = new AsyncDisposableStack();
  const parts = { clock: systemClock, log: pinoLog(settings.DESKBELL_LOG_LEVEL), newId: randomIds(systemClock) };
  const source = opened.use(await openSqlite({ ...parts, file, collections }));
  if (!(await holdsDesk(source.store))) throw new WrongUse(`There are no tenants in ${folder}: there is nothing to copy.`);
  // Checks the key here first: an empty database cannot tell a wrong key and would adopt it.
  await openLocalKey({ ...key, platform: source.store.platform });
  const container = await open(settings, {}, opened);
  const to = resolve(container, BARE_STORE);
  if (await holdsDesk(to))
    throw new WrongUse(
      `The database ${settings.DESKBELL_MONGODB_DATABASE} already contains a desk: choose another with DESKBELL_MONGODB_DATABASE, or drop this one.`,
    );

  const events = source.unfinished(resolve(container, CONSUMERS));
  const say = progress();
  const told = (copied: number) => say(() => howMany(copied, 'document or file', 'documents and files'));
  const from = { store: source.store, files: await openFolderFiles({ folder: filesIn(folder) }) };
  const copied = await copyDesk({ from, to: { store: to, files: resolve(container, FILES) }, collections, events, told });
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
      `Another process wrote to ${folder} during the copy, so the copy may be incomplete: stop that process, drop the new database, and copy again.`,
    );
}

function asText({ tenants: each, platformDocuments, events }: CopiedDesk, folder: string, key: KeyPlace): string {
  const lines = [
    ...each.map(
      ({ tenant, documents, files }) =>
        `${tenant}: ${howMany(documents, 'document')} and ${howMany(files, 'file')}, identical in both.`,
    ),
    `Platform: ${howMany(platformDocuments, 'document')}, identical in both.`,
    `Unfinished events moved to NATS: ${events}.`,
    keyAdvice(key),
    `Nothing else in ${folder} is needed. Keep it as a backup, and do not start Deskbell on it.`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Names the place of the key and never shows the key. */
function keyAdvice(key: KeyPlace): string {
  if ('key' in key) return `Start every instance with these settings, ${key.setting} included.`;
  return `Start every instance with these settings and the same master key: copy ${key.keyFile} to each machine and set DESKBELL_KEY_FILE to its path there, or set DESKBELL_MASTER_KEY to its content.`;
}
