import { lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { settingsFrom } from '#config/load.ts';
import { openStage } from '#sandbox/stage/stage.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

/** Everything under a folder that somebody but its owner may read or change. */
async function openToOthers(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const found: string[] = [];
  for (const name of ['.', ...names]) {
    const mode = await lstat(join(folder, name)).then(
      (about) => about.mode,
      () => 0,
    );
    if ((mode & 0o077) !== 0) found.push(`${name} ${(mode & 0o777).toString(8)}`);
  }
  return found;
}

const unixOnly = it.skipIf(process.platform === 'win32');

unixOnly('everything that is kept is made for its owner only, also the folders on the way', async () => {
  await using folder = await temporaryFolder();
  const data = join(folder.path, 'data');
  const settings = settingsFrom({ DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0', DESKBELL_DATA: join(data, 'sandbox') });
  await using stage = await openStage({ settings, metaPort: 0, twilioPort: 0, log: quietLog });
  await stage.advance(1_000);
  // The consumers and the timers take their leases when they begin.
  await expect.poll(() => readdir(join(data, 'sandbox')), PATIENCE).toContain('deskbell.db.timers.lease');
  expect(await openToOthers(data)).toEqual([]);
});

unixOnly('a folder that is there keeps the rights it has', async () => {
  await using folder = await temporaryFolder();
  const data = join(folder.path, 'shared');
  await mkdir(data, { mode: 0o750 });
  const settings = settingsFrom({ DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0', DESKBELL_DATA: data });
  await using _stage = await openStage({ settings, metaPort: 0, twilioPort: 0, log: quietLog });
  expect((await lstat(data)).mode & 0o777).toBe(0o750);
});
