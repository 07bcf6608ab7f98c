import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { sentence } from '#app/sentence.ts';
import { start } from '#app/start.ts';
import { settingsFrom } from '#config/load.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const free = { DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0' };

/** What a person reads when the start fails. */
async function refusal(settings: Readonly<Record<string, string>>): Promise<string> {
  try {
    await using app = await start(settingsFrom({ ...free, ...settings }), { log: quietLog });
    return `it started on ${app.pagesUrl}`;
  } catch (error) {
    return sentence(error);
  }
}

async function startsOn(data: string): Promise<void> {
  await using app = await start(settingsFrom({ ...free, DESKBELL_DATA: data }), { log: quietLog });
  expect(app.pagesUrl).toMatch(/^http:\/\/localhost:\d+$/);
}

async function takenPort() {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: String((server.address() as AddressInfo).port),
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => void server.close(() => closed())),
  };
}

describe('a start that cannot be', () => {
  it.each(['DESKBELL_PORT', 'DESKBELL_WEBHOOK_PORT'])(
    'says that the port of %s is in use, and leaves nothing open',
    async (name) => {
      await using folder = await temporaryFolder();
      {
        await using taken = await takenPort();
        const said = await refusal({ DESKBELL_DATA: folder.path, [name]: taken.port });
        expect(said).toMatch(new RegExp(`^Port ${taken.port} is in use: .+\\.$`));
      }
      await startsOn(folder.path);
    },
  );

  it.each([
    ['beside the data', (folder: string) => ({ DESKBELL_DATA: join(folder, 'data') })],
    [
      'elsewhere',
      (folder: string) => ({ DESKBELL_DATA: join(folder, 'data'), DESKBELL_KEY_FILE: join(folder, 'keys', 'desk.key') }),
    ],
  ])('says that the database is gone whose key is there, %s, and begins no new one', async (_, settingsIn) => {
    await using folder = await temporaryFolder();
    const settings = settingsIn(folder.path);
    const { DESKBELL_DATA: data, DESKBELL_KEY_FILE: key = join(data, 'master.key') } = settings as Record<string, string> &
      typeof settings;
    expect(await refusal(settings)).toMatch(/^it started/);
    const file = join(data, 'deskbell.db');
    await rename(file, `${file}.kept`);
    expect(await refusal(settings)).toBe(
      `There is a key file at ${key} and no database at ${file}: restore the database from a backup (is its disk mounted?), or remove the key to start with an empty database.`,
    );
    expect(await readdir(data)).not.toContain('deskbell.db');
    // As an empty disk that was mounted in its place.
    await rename(data, `${data}-kept`);
    expect(await refusal(settings)).toMatch('DESKBELL_KEY_FILE' in settings ? /^There is a key file/ : /^it started/);
    await rm(data, { recursive: true });

    await rename(`${data}-kept`, data);
    await rename(`${file}.kept`, file);
    expect(await refusal(settings)).toMatch(/^it started/);
    await Promise.all([rm(file), rm(key)]);
    expect(await refusal(settings)).toMatch(/^it started/);
  });

  it('says that the database is gone whose files are there, when the key is a setting', async () => {
    await using folder = await temporaryFolder();
    const settings = { DESKBELL_DATA: folder.path, DESKBELL_MASTER_KEY: '5a'.repeat(32) };
    expect(await refusal(settings)).toMatch(/^it started/);
    const file = join(folder.path, 'deskbell.db');
    await rm(file);
    expect(await refusal(settings)).toBe(
      `There is a folder of files at ${join(folder.path, 'files')} and no database at ${file}: restore the database from a backup (is its disk mounted?), or remove the folder to start with an empty database.`,
    );
    expect(await readdir(folder.path)).not.toContain('deskbell.db');
  });

  it('is none with a key that was brought along and an empty database', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'master.key'), `${'5a'.repeat(32)}\n`, { mode: 0o600 });
    await writeFile(join(folder.path, 'deskbell.db'), '');
    await startsOn(folder.path);
    await startsOn(folder.path);
  });

  it('says which address is not one of this machine', async () => {
    await using folder = await temporaryFolder();
    const said = await refusal({ DESKBELL_DATA: folder.path, DESKBELL_WEBHOOK_HOST: '203.0.113.1' });
    expect(said).toMatch(/^203\.0\.113\.1 is not an address of this machine: .+\.$/);
  });

  it('says that the folder cannot be one', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), '');
    await symlink(join(folder.path, 'unmounted'), join(folder.path, 'disk'));
    for (const wrong of ['file', 'file/data', 'disk', 'disk/data']) {
      const said = await refusal({ DESKBELL_DATA: join(folder.path, wrong) });
      expect(said).toContain(join(folder.path, wrong.split('/')[0] ?? ''));
      expect(said).toMatch(/^[^\n]+\.$/);
    }
  });

  it('says that the folder may not be written to', () => {
    // Whoever runs the tests may write everywhere, as root does: the words are all that can be seen.
    const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: '/srv/deskbell' });
    expect(sentence(denied)).toMatch(/^Deskbell may not read or write \/srv\/deskbell: .+\.$/);
  });

  it.each([
    ['is text', async (file: string) => writeFile(file, 'not a database at all, but long enough to look at\n'.repeat(100))],
    [
      'is another program’s database',
      async (file: string) => {
        using db = new DatabaseSync(file);
        db.exec('CREATE TABLE songs (name TEXT)');
      },
    ],
    ['is a folder', async (file: string) => mkdir(file).then(() => {})],
  ])('says that the data file %s', async (_, spoil) => {
    await using folder = await temporaryFolder();
    await spoil(join(folder.path, 'deskbell.db'));
    const said = await refusal({ DESKBELL_DATA: folder.path });
    expect(said).toMatch(/^[^\n]+$/);
    expect(said).not.toMatch(/it started|SQLITE|Error/);
  });

  it('says that the data file is damaged', async () => {
    await using folder = await temporaryFolder();
    await startsOn(folder.path);
    const file = join(folder.path, 'deskbell.db');
    await writeFile(file, Buffer.alloc(4096, 0x2a), { flag: 'r+' });
    expect(await refusal({ DESKBELL_DATA: folder.path })).toMatch(/damaged.*: restore it from a backup/);
  });

  it('says that a newer Deskbell wrote the data, and leaves them as they are', async () => {
    await using folder = await temporaryFolder();
    await startsOn(folder.path);
    const file = join(folder.path, 'deskbell.db');
    {
      using db = new DatabaseSync(file);
      db.exec('PRAGMA user_version = 99');
    }
    expect(await refusal({ DESKBELL_DATA: folder.path })).toMatch(/^[^\n]*newer Deskbell[^\n]*$/);
    using db = new DatabaseSync(file);
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 });
  });

  it('says that the key file is none, or not this data’s', async () => {
    await using folder = await temporaryFolder();
    const keyFile = join(folder.path, 'junk.key');
    await writeFile(keyFile, 'junk', { mode: 0o600 });
    const said = await refusal({ DESKBELL_DATA: join(folder.path, 'data'), DESKBELL_KEY_FILE: keyFile });
    expect(said).toMatch(/^[^\n]*key file[^\n]*$/);
    expect(said).not.toContain('junk,');
  });
});
