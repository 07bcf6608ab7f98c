import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsFrom } from '#config/load.ts';
import { tenants } from '#contracts/records/platform.ts';
import { open, start } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { CLOCK, SECRETS, STORE } from '#app/tokens.ts';
import { forget, refuseSecond } from '#sandbox/stage/folder.ts';
import { openStage } from '#sandbox/stage/stage.ts';
import { demoTenants } from '#sandbox/tenants/demo.ts';
import { plant } from '#sandbox/tenants/plant.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

function settingsIn(folder: string) {
  return settingsFrom({ DESKBELL_DATA: folder, DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0', DESKBELL_LOG_LEVEL: 'silent' });
}

/** Data of a desk whose only account sends to `baseUrl`. */
async function deskThatSendsTo(baseUrl: string, folder: string): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const container = await open(settingsIn(folder), {}, opened);
  const [tenant] = demoTenants('');
  if (!tenant) throw new RangeError('no demo tenant');
  await plant(resolve(container, STORE), resolve(container, SECRETS), resolve(container, CLOCK), {
    tenant: { ...tenant, id: 'real' },
    connectionId: 'connection-of-a-real-desk',
    connectionConfig: {},
    accountConfig: { baseUrl },
    providerSender: '1',
    identityScope: 'meta:1',
  });
}

async function tenantsIn(folder: string): Promise<readonly string[]> {
  await using opened = new AsyncDisposableStack();
  const store = resolve(await open(settingsIn(folder), {}, opened), STORE);
  return (await store.platform.find(tenants, { by: 'byName', equals: [], limit: 10 })).items.map(({ value }) => value.id);
}

describe('the sandbox', () => {
  it.each(['https://graph.facebook.com', 'http://127.0.0.1:9', 'http://127.0.0.1@example.com'])(
    'does not start on data that send to %s, and leaves them as they are',
    async (baseUrl) => {
      await using folder = await temporaryFolder();
      await deskThatSendsTo(baseUrl, folder.path);
      const opening = openStage({ settings: settingsIn(folder.path), metaPort: 0, twilioPort: 0, log: quietLog });

      await expect(opening).rejects.toThrow('sends to a real provider');
      if (baseUrl === 'http://127.0.0.1:9') return;
      expect(await tenantsIn(folder.path)).toEqual(['real']);
      expect(existsSync(join(folder.path, 'providers.json'))).toBe(false);
    },
  );

  it('forgets what is its own and nothing else', async () => {
    await using folder = await temporaryFolder();
    for (const name of ['providers.json', 'deskbell.db', 'deskbell.db-wal', 'meta-emulator.db', 'letter.txt'])
      await writeFile(join(folder.path, name), '');
    await mkdir(join(folder.path, 'files'));
    await forget(folder.path);

    expect(['providers.json', 'deskbell.db', 'files', 'letter.txt'].map((name) => existsSync(join(folder.path, name)))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('forgets nothing in a folder that no sandbox made', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'deskbell.db'), '');

    await expect(forget(folder.path)).rejects.toThrow('not the folder of a sandbox');
    expect(existsSync(join(folder.path, 'deskbell.db'))).toBe(true);
  });

  it('does not start beside another on the same folder, but after one that died', async () => {
    await using folder = await temporaryFolder();
    const server = createServer((_, response) => response.end());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const says = (pid: number) =>
      writeFile(join(folder.path, 'running.json'), JSON.stringify({ pid, pagesUrl: `http://127.0.0.1:${port}` }));

    await says(process.ppid);
    await expect(refuseSecond(folder.path)).rejects.toThrow('runs on');
    await says(2 ** 22 + 1);
    await refuseSecond(folder.path);
    server.close();
    server.closeAllConnections();
  });
});

describe('the app without a sandbox', () => {
  it('has its own API for those who are signed in, and no phones', async () => {
    await using folder = await temporaryFolder();
    await using app = await start(settingsIn(folder.path), { log: quietLog });
    const statuses = [
      '/api/admin/tenants',
      '/api/tenants/x/live',
      '/sandbox',
      '/sandbox/phones/x/parties',
      '/api/admin/doctor',
    ].map(async (path) => (await fetch(app.pagesUrl + path)).status);

    expect(await Promise.all(statuses)).toEqual([401, 401, 404, 404, 401]);
  });
});
