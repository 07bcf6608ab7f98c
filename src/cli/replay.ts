import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { CLOCK, LAGS, LOG, NEW_ID, STORE } from '#app/tokens.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { collections } from '#app/subjects.ts';
import { type Replayed, isSame, replay as replayTenant } from '#core/replay/replay.ts';
import { type Part, isRange } from '#core/replay/scope.ts';
import { chosen } from './chosen.ts';
import { Failed } from './endings.ts';
import { howMany } from './how-many.ts';
import { installation } from './installation.ts';
import { normalizers } from './normalizers.ts';
import { progress } from './progress.ts';
import { textOf } from './replay-text.ts';
import { telling } from './telling.ts';

interface ReplayOptions {
  readonly tenant?: string;
  readonly conversation?: string;
  readonly from?: string;
  readonly until?: string;
  readonly keep?: string;
  readonly json?: boolean;
  readonly data?: string;
}

/**
 * Rebuilds contacts, conversations and messages from the log in an empty store and compares them with the original, which is only
 * read. Ends with 1 when they differ. The rebuilt store is always an embedded one, whatever engines the installation uses.
 */
export async function replay(options: ReplayOptions): Promise<void> {
  const part: Part = {
    conversationId: options.conversation,
    from: instant('--from', options.from),
    until: instant('--until', options.until),
  };
  await using opened = new AsyncDisposableStack();
  const settings = installation(options.data);
  const container = await open(settings, {}, opened);
  const store = resolve(container, STORE);
  const clock = resolve(container, CLOCK);
  const file = join(await scratch(options.keep, opened), 'replay.db');
  if (existsSync(file)) throw new WrongUse(`--keep: ${options.keep} already contains a replay; choose another folder.`);
  const { log, newId } = { log: resolve(container, LOG), newId: resolve(container, NEW_ID) };
  const empty = opened.use(await openSqlite({ file, collections, clock, log, newId }));

  const tell = telling(settings);
  const say = progress();
  const told = (done: number, of: number) => say(() => `${done} of ${of}`);
  const needs = { clock, normalize: await normalizers(), stopwatch: () => performance.now(), told };
  const results: Replayed[] = [];
  for await (const { tenantId } of chosen(store, options.tenant)) {
    const result = await replayTenant(needs, store, empty.store, tenantId, part);
    if (!result) continue;
    results.push(result);
    if (!options.json) tell(textOf(result, isRange(part)));
  }
  if (results.length === 0 && part.conversationId !== undefined)
    throw new WrongUse(`There is no conversation ${part.conversationId}.`);

  const same = results.every(isSame);
  if (options.json) process.stdout.write(`${JSON.stringify({ same, tenants: results }, null, 2)}\n`);
  else tell(`${ending(results, same)}\n`);
  if (same) return;
  const { waiting = 0, parked = 0 } = (await resolve(container, LAGS)())['recorder'] ?? {};
  if (waiting + parked > 0)
    process.stderr.write(
      `${howMany(waiting, 'event')} waiting for the inbox and ${parked} parked: their messages are in the log and not yet in the store.\n`,
    );
  throw new Failed();
}

function instant(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    throw new WrongUse(`${option}: give a time with its zone, like 2026-12-01T09:00:00Z.`);
  }
}

async function scratch(keep: string | undefined, opened: AsyncDisposableStack): Promise<string> {
  if (keep !== undefined) {
    await mkdir(keep, { recursive: true });
    return keep;
  }
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-replay-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function ending(results: readonly Replayed[], same: boolean): string {
  if (results.length === 0) return 'There are no tenants yet.';
  return same ? 'Identical, byte for byte.' : 'NOT identical: see above.';
}
