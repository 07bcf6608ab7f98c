import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AdapterFailure } from '#contracts/failure.ts';
import { SettingsInvalid, settingsFrom } from '#config/load.ts';
import { sentence } from '#app/sentence.ts';
import { start } from '#app/start.ts';
import { credentialsIn } from '#sandbox/stage/credentials.ts';
import { keptClock } from '#sandbox/stage/kept-clock.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const ports = { DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0', DESKBELL_LOG_LEVEL: 'silent' };

async function failedStart(settings: Record<string, string>): Promise<string> {
  const app = await start(settingsFrom({ ...ports, ...settings }), { log: quietLog }).catch((error: unknown) => error);
  if (app instanceof Error) return sentence(app);
  await (app as AsyncDisposable)[Symbol.asyncDispose]();
  return 'it started';
}

describe('a start that cannot be', () => {
  it('names the port that is in use', async () => {
    await using folder = await temporaryFolder();
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as AddressInfo;
    const said = await failedStart({ DESKBELL_DATA: folder.path, DESKBELL_PORT: String(port) });
    other.close();

    expect(said).toMatch(new RegExp(`^Port ${port} is in use: `));
  });

  it('names the address that is not of this machine', async () => {
    await using folder = await temporaryFolder();
    for (const name of ['DESKBELL_WEBHOOK_HOST', 'DESKBELL_HEALTH_HOST'])
      expect(await failedStart({ DESKBELL_DATA: folder.path, [name]: '192.0.2.1' })).toBe(
        '192.0.2.1 is not an address of this machine: set DESKBELL_WEBHOOK_HOST or DESKBELL_HEALTH_HOST to one of its addresses.',
      );
  });

  it('names the engine that does not answer, without its address and its password', async () => {
    await using folder = await temporaryFolder();
    const said = await failedStart({
      DESKBELL_DATA: folder.path,
      DESKBELL_MONGODB_URL: 'mongodb://desk:hunter2@127.0.0.1:1/?serverSelectionTimeoutMS=100',
      DESKBELL_NATS_URL: 'nats://127.0.0.1:1',
    });
    expect(said).toBe('no primary of MongoDB answers: look at its address and its state');
    const nats = sentence(new AdapterFailure('nats', 'unreachable', 'no server answers at this address'));
    expect(nats).toBe('nats: no server answers at this address');
  });

  it('says that its folder is a file, or its file damaged, and shows no stack', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'letter.txt');
    await writeFile(file, 'Dear Ana');
    const database = join(folder.path, 'deskbell.db');
    await writeFile(database, 'this is no database, however long one reads in it '.repeat(100));

    expect(await failedStart({ DESKBELL_DATA: file })).toMatch(/letter\.txt is a file, and a folder is needed/);
    expect(await failedStart({ DESKBELL_DATA: folder.path })).toMatch(/^the data file is damaged[^\n]*$/);
  });

  it('names the damaged file of a sandbox', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'file.json');
    await writeFile(file, '{');

    expect(sentence(await credentialsIn(file).catch((error: unknown) => error))).toMatch(/file\.json is damaged: [^\n]*--fresh/);
    expect(() => keptClock(file)).toThrow('file.json is damaged');
  });
});

describe('words for an error', () => {
  it('keep the stack of what nobody foresaw, whatever its code is', () => {
    const error = Object.assign(new RangeError('who would have thought'), { code: 7 });
    expect(sentence(error)).toBe(error.stack);
    expect(sentence(new SettingsInvalid('DESKBELL_PORT: no'))).toBe('DESKBELL_PORT: no');
  });

  it('name a port that only the administrator may take', () => {
    const error = Object.assign(new Error('listen'), { code: 'EACCES', syscall: 'listen', port: 80 });
    expect(sentence(error)).toBe('This user may not listen on port 80: choose a port above 1023.');
  });
});

describe('the clock of a sandbox', () => {
  it('goes on where it was after a restart, and never back', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'clock.json');
    const clock = keptClock(file);
    expect([clock.moveTo(5_000), clock.moveTo(4_000)]).toEqual([true, false]);
    expect(keptClock(file).offset()).toBe(5_000);
  });
});
