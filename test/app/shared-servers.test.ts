import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { sentence } from '#app/sentence.ts';
import { start } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { FILES } from '#app/tokens.ts';
import { settingsFrom } from '#config/load.ts';
import { enteredAs } from '#sandbox/stage/entered.ts';
import { temporaryStage } from '#sandbox/stage/temporary-stage.ts';
import { customerOf } from '#test/journeys/customer.ts';
import { inboxOf } from '#test/journeys/inbox.ts';
import { findProduction } from '#test/support/production.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

vi.setConfig({ testTimeout: 120_000 });
const PATIENCE = { timeout: 30_000, interval: 20 };
const KEY = Buffer.alloc(32, 7).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 8).toString('base64');
const FREE = { DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0' };
const PICTURE = Buffer.from('not much of a picture, but ours'.repeat(20_000));

const production = await findProduction();
const name = 'instances that share servers only';
if ('reason' in production) describe(name, () => it.skip(`find each other’s files [skipped: ${production.reason}]`, () => {}));
else {
  afterAll(() => production[Symbol.asyncDispose]());

  describe(name, () => {
    it('serve a file that another has stored, and keep nothing in a folder', async () => {
      await using folder = await temporaryFolder();
      const settings = { ...production.settings(), DESKBELL_MASTER_KEY: KEY };
      await using stage = await temporaryStage({ folder: join(folder.path, 'first'), settings });
      const [business] = stage.phones;
      if (!business) throw new Error('the stage has no phone');
      const own = { ...FREE, ...settings, DESKBELL_DATA: join(folder.path, 'second'), DESKBELL_ROLES: 'api' };
      await using second = await start(settingsFrom(own), { log: quietLog });

      const bea = await customerOf(business, 'Bea');
      await bea.says({
        kind: 'media',
        media: 'image',
        mimeType: 'image/png',
        base64: PICTURE.toString('base64'),
        caption: 'hello',
      });
      const inbox = inboxOf(stage, business.tenant);
      const picture = async () => (await inbox.messages(bea.name)).find(({ direction }) => direction === 'in')?.file;
      await expect.poll(picture, PATIENCE).toMatchObject({ state: 'stored' });
      const id = (await picture())?.id ?? '';
      // Signed in at one instance, and served by the other.
      const cookie = await enteredAs(stage.app.pagesUrl, 'agent');
      const served = await fetch(`${second.pagesUrl}/api/tenants/${business.tenant}/files/${id}`, { headers: { cookie } });
      expect([served.status, served.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect(Buffer.from(await served.arrayBuffer()).equals(PICTURE)).toBe(true);

      // What is there belongs to the sandbox: its clock, its emulators and their credentials.
      const kept = await readdir(join(folder.path, 'first'));
      expect(kept.filter((one) => /deskbell|files|key|running/.test(one))).toEqual([]);
      expect(existsSync(join(folder.path, 'second'))).toBe(false);
    });

    it('need the same master key: another one, and none, are refused in one sentence', async () => {
      await using folder = await temporaryFolder();
      const settings = { ...FREE, ...production.settings() };
      const refusal = async (own: Readonly<Record<string, string>>) => {
        try {
          await using app = await start(settingsFrom({ ...settings, ...own }), { log: quietLog });
          return `it started on ${app.pagesUrl}`;
        } catch (error) {
          return sentence(error);
        }
      };
      const data = { DESKBELL_DATA: join(folder.path, 'data') };
      await using _first = await start(settingsFrom({ ...settings, ...data, DESKBELL_MASTER_KEY: KEY }), { log: quietLog });
      expect(await refusal({ ...data, DESKBELL_MASTER_KEY: OTHER_KEY })).toMatch(
        /^the key in DESKBELL_MASTER_KEY does not match this data: every instance needs the key that the data was encrypted with$/,
      );
      expect(await refusal(data)).toMatch(/^the key file is missing, but the data was encrypted with it: [^\n]+$/);
      expect(existsSync(join(folder.path, 'data'))).toBe(false);
      await using second = await start(settingsFrom({ ...settings, ...data, DESKBELL_MASTER_KEY: KEY }), { log: quietLog });
      await resolve(second.container, FILES)
        .tenant('shop')
        .put('f', new Blob(['x']).stream(), { type: 'text/plain', limit: 1 });
    });
  });
}
