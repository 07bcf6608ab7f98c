import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsFrom } from '#config/load.ts';
import { open } from '#app/start.ts';
import { phoneOf } from '#sandbox/stage/phone-client.ts';
import { temporaryStage } from '#sandbox/stage/temporary-stage.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { deskbell } from './run.ts';

const SOL = ['--name', 'Salón Sol', '--zone', 'Europe/Madrid', '--language', 'es'];

describe('deskbell tenant', () => {
  const opened = new AsyncDisposableStack();
  let data: readonly string[] = [];
  beforeAll(async () => {
    const folder = opened.use(await temporaryFolder());
    data = ['--data', folder.path];
    await using container = new AsyncDisposableStack();
    await open(settingsFrom({ DESKBELL_DATA: folder.path }), { log: quietLog }, container);
  });
  afterAll(() => opened.disposeAsync());

  it('creates, lists and checks a tenant', async () => {
    const made = await deskbell(['tenant', 'create', ...SOL, '--country', 'ES', '--pack', 'salon', '--json', ...data]);
    expect([made.code, made.stderr]).toEqual([0, '']);
    expect(JSON.parse(made.stdout)).toEqual({ id: 'salon-sol', created: true, added: { services: 4, staff: 2 } });
    const again = await deskbell(['tenant', 'create', ...SOL, '--id', 'sol', ...data]);
    expect(again.stdout).toContain('Created tenant sol.');
    expect((await deskbell(['tenant', 'create', ...SOL, '--id', 'sol', ...data])).stdout).toContain('created before: sol.');
    const list = await deskbell(['tenant', 'list', '--json', ...data]);
    expect(JSON.parse(list.stdout).tenants).toEqual([
      { id: 'salon-sol', name: 'Salón Sol', zone: 'Europe/Madrid', numbers: [] },
      { id: 'sol', name: 'Salón Sol', zone: 'Europe/Madrid', numbers: [] },
    ]);
    const open = await deskbell(['tenant', 'checklist', '--tenant', 'salon-sol', ...data]);
    expect([open.code, open.stdout]).toEqual([1, expect.stringContaining('number_missing (business): No number is connected.')]);
  });

  it.each([
    [['--zone', 'Europe/Atlantis', '--language', 'es', '--name', 'Sol'], /--zone must be a time zone like Europe\/Madrid/],
    [['--zone', 'Europe/Madrid', '--language', 'es', '--name', 'Sol\u202e'], /--name must be one line/],
    [['--zone', 'Europe/Madrid', '--language', 'tlh', '--name', 'Sol'], /--language/],
    [
      ['--zone', 'Europe/Madrid', '--language', 'es', '--name', 'Sol', '--pack', 'zoo'],
      /--pack must be one of salon, clinic, consultant/,
    ],
    [['--zone', 'Europe/Madrid', '--language', 'es', '--name', 'Sol', '--id', 'platform'], /--id is taken by Deskbell/],
    [['--zone', 'Europe/Madrid', '--language', 'es'], /--name/],
  ])('names the option that is wrong: %j', async (options, says) => {
    const ran = await deskbell(['tenant', 'create', ...options, ...data]);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(says);
  });

  it('connects no number while Deskbell does not run, and knows no other tenant', async () => {
    const ran = await deskbell(['number', 'connect', '--tenant', 'salon-sol', '--channel', 'twilio', ...data], { input: '{}' });
    expect([ran.code, ran.stderr]).toEqual([1, expect.stringContaining('Deskbell does not run on this data. Start it first')]);
    const strange = await deskbell(['number', 'list', '--tenant', 'nobody', '--channel', 'twilio', ...data], { input: '{}' });
    expect([strange.code, strange.stderr]).toEqual([2, expect.stringContaining('--tenant: there is no tenant nobody')]);
    const platform = await deskbell(['tenant', 'checklist', '--tenant', 'platform', ...data]);
    expect(platform.code).toBe(2);
  });

  it('says where credentials come from, and takes none as arguments', async () => {
    const base = ['number', 'list', '--tenant', 'salon-sol', '--channel', 'meta-cloud', ...data];
    const none = await deskbell(base);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('META_CLOUD_ACCESS_TOKEN')]);
    const part = await deskbell(base, { env: { META_CLOUD_ACCESS_TOKEN: 'EAAsecret' } });
    expect([part.code, part.stderr]).toEqual([2, expect.stringContaining('META_CLOUD_APP_SECRET: is missing.')]);
    const argument = await deskbell([...base, '--access-token', 'EAAsecret']);
    expect(argument.code).toBe(2);
    const pigeon = await deskbell(['number', 'list', '--tenant', 'salon-sol', '--channel', 'pigeon', ...data]);
    expect(pigeon.stderr).toContain('--channel must be one of meta-cloud, twilio.');
    for (const { stdout, stderr } of [part, argument]) expect(stdout + stderr).not.toContain('EAAsecret\n');
  });

  it('has help with examples', async () => {
    for (const [command, example] of [
      [['tenant', 'create'], '--pack salon'],
      [['number', 'connect'], '< twilio.json'],
      [['number', 'list'], 'TWILIO_AUTH_TOKEN'],
    ] as const) {
      const { code, stdout } = await deskbell([...command, '--help']);
      expect([code, stdout]).toEqual([0, expect.stringContaining(example)]);
    }
  });
});

describe('a business that is set up by command line, in the running sandbox', () => {
  it.each([
    ['meta-cloud', '+442079460019', '106540352240002', 'Haircut'],
    ['twilio', '+34910000043', undefined, 'Haircut'],
  ])(
    'on %s answers its first customer',
    async (channel, number, business, service) => {
      await using stage = await temporaryStage();
      const data = ['--data', stage.folder];
      const file = await readFile(join(stage.folder, `spare-${channel}.json`), 'utf8');
      await deskbell([
        'tenant',
        'create',
        '--name',
        'Luna',
        '--zone',
        'Europe/London',
        '--language',
        'en',
        '--pack',
        'salon',
        ...data,
      ]);
      const wrong = JSON.stringify(
        Object.fromEntries(
          Object.entries(JSON.parse(file)).map(([name, value]) => [name, name === 'accountSid' ? value : 'wrong-secret']),
        ),
      );
      const base = ['--tenant', 'luna', '--channel', channel, ...data];
      const refused = await deskbell(['number', 'connect', ...base], { input: wrong });
      expect([refused.code, refused.stdout]).toEqual([1, '']);
      expect(refused.stderr).toMatch(/^[A-Z].*(copy|make).*\.\n$/);
      expect(refused.stderr).not.toContain('wrong-secret');
      expect((await deskbell(['number', 'list', ...base], { input: file })).stdout).toContain(number);
      const connected = await deskbell(['number', 'connect', '--number', number, '--json', ...base], { input: file });
      expect([connected.code, connected.stderr]).toEqual([0, '']);
      expect(JSON.parse(connected.stdout)).toMatchObject({ channel, number, state: 'connected' });
      for (const secret of Object.values(JSON.parse(file)).filter((value) => !String(value).startsWith('AC')))
        expect(connected.stdout).not.toContain(secret);

      const { phones } = (await (await fetch(`${stage.app.pagesUrl}/sandbox`)).json()) as {
        phones: { tenant: string; business: string }[];
      };
      const own = phones.find(({ tenant }) => tenant === 'luna');
      if (business !== undefined) expect(own?.business).toBe(business);
      const emulator = stage.phones.find((phone) => phone.channel === channel);
      if (!own || !emulator) throw new Error('the phone of the number is there');
      const phone = await phoneOf({ ...emulator, business: own.business }, 'Ana', '+447700900123');
      await phone.say({ kind: 'text', body: 'haircut' });
      await expect.poll(async () => JSON.stringify(await phone.heard()), { timeout: 20_000 }).toContain(service);
      const ready = await deskbell(['tenant', 'checklist', '--tenant', 'luna', '--json', ...data]);
      expect(JSON.parse(ready.stdout)).toEqual({ ready: true, open: [] });
      expect(ready.code).toBe(0);
    },
    120_000,
  );
});
