import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { givenApp } from '#test/http/given.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { deskbell, run } from './run.ts';

vi.setConfig({ testTimeout: 60_000 });

describe('deskbell', () => {
  it('tells its commands to whoever asks, and ends with 0', async () => {
    const ran = await deskbell(['--help']);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    for (const command of ['normalize', 'doctor', 'demo', 'audit', 'parked']) expect(ran.stdout).toContain(command);
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
    expect(await deskbell(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each(['normalize', 'doctor', 'demo', 'audit', 'parked'])('%s --help ends with 0', async (command) => {
    const ran = await deskbell([command, '--help']);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toContain(`deskbell ${command}`);
  });

  it.each([[['--wrong']], [['doctor', '--wrong']], [['demo', '--faults', 'twice', 'more']], [['dance']], [[]]])(
    '(%j) is a wrong use and ends with 2, with nothing on stdout',
    async (args) => {
      const ran = await deskbell(args);
      expect([ran.code, ran.stdout]).toEqual([2, '']);
      expect(ran.stderr).not.toBe('');
      expect(ran.stderr).not.toMatch(/^\s+at .+:\d+/m);
    },
  );

  it('npm start with a wrong option ends with 2, and with --help with 0', async () => {
    expect(await run('sandbox/start.ts', ['--wrong'])).toMatchObject({ code: 2, stdout: '' });
    expect(await run('sandbox/start.ts', ['--port', 'many'])).toMatchObject({ code: 2, stdout: '' });
    const help = await run('sandbox/start.ts', ['--help']);
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('--fresh');
  });
});

describe('deskbell doctor', () => {
  it('without data says so in a sentence, and makes none', async () => {
    await using folder = await temporaryFolder();
    const data = join(folder.path, 'none');
    const ran = await deskbell(['doctor', '--data', data]);
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toBe(`There is no Deskbell data in ${data}: run "npm start" first, or name the folder with --data.\n`);
  });

  it('asks the app that runs, and looks at the data when none does', async () => {
    const folder = await temporaryFolder();
    await using _ = folder;
    {
      await using app = await givenApp({ folder: folder.path });
      const ran = await deskbell(['doctor', '--json', '--data', app.folder]);
      const report = JSON.parse(ran.stdout) as { tenants: { tenant: string; missing: string[] }[] };
      expect(report).toMatchObject({ running: true, data: app.folder });
      expect(report.tenants.map(({ tenant, missing }) => `${tenant} ${missing.length}`).toSorted()).toEqual([
        'juniper 0',
        'marina 0',
      ]);

      const text = await deskbell(['doctor', '--data', app.folder]);
      expect(text.stdout).toContain('Deskbell is running.');
      expect(text.stdout).toContain(`Data: ${app.folder}\n`);
      const { meta, twilio } = app.credentials;
      for (const secret of [meta.accessToken, meta.appSecret, twilio.authToken, meta.connectionId, '+34910000042'])
        expect(ran.stdout + text.stdout).not.toContain(secret);
    }
    const ran = await deskbell(['doctor', '--json', '--data', folder.path]);
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ running: false, ok: false });
  });

  it('does not believe a note of an app that was killed', async () => {
    await using folder = await temporaryFolder();
    await (await givenApp({ folder: folder.path }))[Symbol.asyncDispose]();
    for (const note of ['{"pid":999999999,"pagesUrl":"http://localhost:1"}', 'half a no']) {
      await writeFile(join(folder.path, 'running.json'), note);
      const ran = await deskbell(['doctor', '--json', '--data', folder.path]);
      expect(JSON.parse(ran.stdout)).toMatchObject({ running: false });
    }
  });

  it('says what is wrong with the data in one sentence', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'deskbell.db'));
    const ran = await deskbell(['doctor', '--data', folder.path]);
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toMatch(/^[^\n]+\n$/);
  });
});
