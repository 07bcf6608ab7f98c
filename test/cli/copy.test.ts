import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openLocalKey } from '#adapters/local-key/index.ts';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { resolve } from '#app/token.ts';
import { FILES, LAGS } from '#app/tokens.ts';
import { collections } from '#app/subjects.ts';
import { metaBody, textChange } from '#test/http/bodies.ts';
import { type App, givenApp } from '#test/http/given.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import { findProduction } from '#test/support/production.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { deskbell } from './run.ts';

vi.setConfig({ testTimeout: 120_000 });
const PATIENCE = { timeout: 30_000, interval: 50 };

const PICTURE = 'not much of a picture'.repeat(20_000);

const says = (app: App, id: string, body: string) => app.metaSays(metaBody(textChange({ id, body })));
/** The recorder and the dialogue are done; what was sent may still wait for its receipts. */
const answered = (app: App) =>
  vi.waitFor(async () => {
    const { recorder, dialogue } = await resolve(app.container, LAGS)();
    expect([recorder?.waiting, dialogue?.waiting, app.sent.length > 0]).toEqual([0, 0, true]);
  }, PATIENCE);

/** The master key of another installation. */
async function otherKey(folder: string): Promise<string> {
  const keyFile = join(folder, 'other.key');
  const parts = { collections, clock: testClock(), log: quietLog, newId: countedIds() };
  await using engine = await openSqlite({ ...parts, file: ':memory:' });
  await openLocalKey({ keyFile, platform: engine.store.platform });
  return keyFile;
}

const production = await findProduction();
describe.skipIf('reason' in production)(
  'reason' in production ? `deskbell copy [skipped: ${production.reason}]` : `deskbell copy, to ${production.name}`,
  () => {
    afterAll(async () => {
      if (!('reason' in production)) await production[Symbol.asyncDispose]();
    });

    it('takes a desk to MongoDB and NATS, where it goes on with what had come and was not answered', async () => {
      if ('reason' in production) return;
      await using folder = await temporaryFolder();
      const settings = production.settings();
      const copy = (env = settings) => deskbell(['copy', '--json', '--data', folder.path], { env });
      {
        await using app = await givenApp({ folder: folder.path });
        await says(app, 'wamid.first', 'hello');
        await answered(app);
        const files = resolve(app.container, FILES).tenant('juniper');
        await files.put('picture', new Blob([PICTURE]).stream(), { type: 'image/png', limit: PICTURE.length });
        // This process is the one that runs on it.
        const refused = await copy();
        expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('stop it first')]);
      }
      {
        await using app = await givenApp({ folder: folder.path, settings: { DESKBELL_ROLES: 'api' } });
        expect((await says(app, 'wamid.second', 'what do you offer?')).status).toBe(200);
      }

      const foreign = { DESKBELL_KEY_FILE: await otherKey(folder.path) };
      expect(await copy({ ...settings, ...foreign })).toMatchObject({ code: 1, stderr: expect.stringContaining('key file') });
      const copied = await copy();
      expect([copied.code, copied.stderr]).toEqual([0, '']);
      const report = JSON.parse(copied.stdout) as { tenants: { tenant: string; files: number }[]; events: number };
      expect(new Map(report.tenants.map(({ tenant, files }) => [tenant, files]))).toEqual(
        new Map([
          ['juniper', 1],
          ['marina', 0],
        ]),
      );
      expect(report.events).toBeGreaterThan(0);

      const again = await copy();
      expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('already contains a desk')]);

      // From here on the folder is not needed: the files are in the database, and the key is in a setting.
      const key = (await readFile(join(folder.path, 'master.key'), 'utf8')).trim();
      await using elsewhere = await temporaryFolder();
      await copyFile(join(folder.path, 'providers.json'), join(elsewhere.path, 'providers.json'));
      await using app = await givenApp({ folder: elsewhere.path, settings: { ...settings, DESKBELL_MASTER_KEY: key } });
      await answered(app);
      const picture = await resolve(app.container, FILES).tenant('juniper').open('picture');
      expect([picture?.about.type, await new Response(picture?.bytes).text()]).toEqual(['image/png', PICTURE]);
      const shown = await app.inbox('juniper', 'Ana');
      expect(shown.filter(({ direction }) => direction === 'in')).toHaveLength(2);
      expect(shown.filter(({ direction }) => direction === 'out').length).toBeGreaterThan(1);
      const audit = await deskbell(['audit', 'verify', '--data', folder.path], { env: settings });
      expect([audit.code, audit.stderr]).toEqual([0, '']);
    });

    it('says what to set for the master key, and never what it is', async () => {
      if ('reason' in production) return;
      await using folder = await temporaryFolder();
      await (await givenApp({ folder: folder.path, settings: { DESKBELL_ROLES: 'api' } }))[Symbol.asyncDispose]();
      const keyFile = join(folder.path, 'master.key');
      const key = (await readFile(keyFile, 'utf8')).trim();
      const copy = (env: Readonly<Record<string, string>>) => deskbell(['copy', '--data', folder.path], { env });
      const byFile = await copy(production.settings());
      expect(byFile).toMatchObject({ code: 0, stdout: expect.stringContaining(`copy ${keyFile} to each machine`) });
      expect(byFile.stdout).toMatch(/set DESKBELL_KEY_FILE to its path there, or set DESKBELL_MASTER_KEY to its content/);
      const bySetting = await copy({ ...production.settings(), DESKBELL_MASTER_KEY: key });
      expect(bySetting).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('with these settings, DESKBELL_MASTER_KEY included'),
      });
      const wrong = await copy({ ...production.settings(), DESKBELL_MASTER_KEY: 'ab'.repeat(32) });
      expect(wrong).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('the key in DESKBELL_MASTER_KEY does not match this data'),
      });
      for (const { stdout, stderr } of [byFile, bySetting, wrong]) expect(stdout + stderr).not.toContain(key);
    });

    it('says what it lacks', async () => {
      if ('reason' in production) return;
      await using folder = await temporaryFolder();
      const ask = (env: Readonly<Record<string, string>>) => deskbell(['copy', '--data', folder.path], { env });
      expect(await ask({})).toMatchObject({ code: 2, stderr: expect.stringContaining('Set DESKBELL_MONGODB_URL') });
      const settings = production.settings();
      expect(await ask(settings)).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no deskbell.db') });
    });
  },
);
