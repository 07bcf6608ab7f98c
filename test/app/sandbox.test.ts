import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sentence } from '#app/sentence.ts';
import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { CLOCK, SECRETS, STORE } from '#app/tokens.ts';
import { settingsFrom } from '#config/load.ts';
import { accounts } from '#contracts/records/tenancy.ts';
import { credentialsIn } from '#sandbox/stage/credentials.ts';
import { plantTenants } from '#sandbox/stage/providers.ts';
import { openStage } from '#sandbox/stage/stage.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const free = { DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0' };

async function refusal(data: string, settings: Readonly<Record<string, string>> = {}): Promise<string> {
  try {
    await using stage = await openStage({
      settings: settingsFrom({ ...free, ...settings, DESKBELL_DATA: data }),
      metaPort: 0,
      twilioPort: 0,
      log: quietLog,
    });
    return `it started on ${stage.app.pagesUrl}`;
  } catch (error) {
    return sentence(error);
  }
}

/** Data as an app leaves them whose accounts send to these addresses. */
async function planted(data: string, meta: string) {
  await using opened = new AsyncDisposableStack();
  const container = await open(settingsFrom({ DESKBELL_DATA: data }), { log: quietLog }, opened);
  const ground = { store: resolve(container, STORE), secrets: resolve(container, SECRETS), clock: resolve(container, CLOCK) };
  await plantTenants(
    ground,
    await credentialsIn(join(data, 'providers.json')),
    { meta: { url: meta }, twilio: { url: 'http://127.0.0.1:1' } },
    '',
  );
  return (await ground.store.tenant('juniper').get(accounts, 'juniper-account'))?.version;
}

describe('the sandbox', () => {
  it.each(['0.0.0.0', '::', '192.168.1.5', 'desk.example.com', '127.0.0.1.example.com'])(
    'does not listen on %s',
    async (host) => {
      await using folder = await temporaryFolder();
      const said = await refusal(folder.path, { DESKBELL_WEBHOOK_HOST: host });
      expect(said).toBe(`The sandbox listens on this machine only, and DESKBELL_WEBHOOK_HOST is ${host}: unset it.`);
    },
  );

  it.each(['https://desk.example.com', 'http://127.0.0.1.example.com', 'http://10.0.0.1:7351'])(
    'has no public address like %s',
    async (url) => {
      await using folder = await temporaryFolder();
      const said = await refusal(folder.path, { DESKBELL_PUBLIC_URL: url });
      expect(said).toBe('The sandbox has no public address, and DESKBELL_PUBLIC_URL names one: unset it.');
    },
  );

  it.each<Readonly<Record<string, string>>>([{}, { DESKBELL_OPENAI_URL: 'https://127.0.0.1.example.com/v1' }])(
    'lets no language model elsewhere read along: %j',
    async (settings) => {
      await using folder = await temporaryFolder();
      const said = await refusal(folder.path, { DESKBELL_OPENAI_KEY: 'sk-real', ...settings });
      expect(said).toContain('unset DESKBELL_OPENAI_KEY, or point DESKBELL_OPENAI_URL to this machine.');
      expect(said).not.toContain('sk-real');
    },
  );

  it.each(['https://graph.facebook.com', 'https://127.0.0.1.example.com', 'http://192.168.1.5:7352'])(
    'does not start on data that send to %s, and leaves them as they are',
    async (url) => {
      await using folder = await temporaryFolder();
      const version = await planted(folder.path, url);
      const said = await refusal(folder.path);
      expect(said).toBe(
        'Account juniper-account of tenant juniper sends to a real provider: the sandbox does not start on such data.',
      );
      expect(await planted(folder.path, url)).toBe((version ?? 0) + 1);
    },
  );
});
