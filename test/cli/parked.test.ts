import { expect, it } from 'vitest';
import { resolve } from '#app/token.ts';
import { BUS, LAGS, STORE } from '#app/tokens.ts';
import { givenApp } from '#test/http/given.ts';
import { testClock } from '#test/support/clock.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { deskbell } from './run.ts';

it('lists what is parked and hands it over again, beside the running app', async () => {
  const clock = testClock(Date.now());
  await using folder = await temporaryFolder();
  await using app = await givenApp({ clock, folder: folder.path, settings: { DESKBELL_ROLES: 'api' } });
  const bus = resolve(app.container, BUS);
  const ask = (...args: string[]) => deskbell(['parked', '--data', folder.path, ...args]);
  const none = `Data folder: ${folder.path}\nNo events are parked.\n`;
  expect(await ask()).toEqual({ code: 0, stdout: none, stderr: '' });

  // A version of the inbox that cannot read its events, and then one that can.
  const event = { id: 'bad', stream: 'inbound', key: 'k', kind: 'inbound.message', version: 1, at: 1, data: {} } as const;
  const tenant = resolve(app.container, STORE).tenant('juniper');
  expect(await tenant.commit([], [event])).toEqual({ kind: 'committed' });
  let mended = false;
  const seen: string[] = [];
  bus.subscribe({
    name: 'inbox',
    streams: ['inbound'],
    async handle({ id }) {
      if (!mended) throw new TypeError('what the customer wrote');
      seen.push(id);
    },
  });
  const standing = async () => {
    clock.advance(30_000);
    return (await resolve(app.container, LAGS)())['inbox'];
  };
  await expect.poll(standing, { timeout: 20_000 }).toEqual({ waiting: 0, parked: 1 });

  const listed = await ask('--json');
  const [found] = (JSON.parse(listed.stdout) as { parked: { id: string }[] }).parked;
  expect(found).toMatchObject({
    tenant: 'juniper',
    consumer: 'inbox',
    event: 'bad',
    kind: 'inbound.message',
    attempts: 5,
    replayed: false,
  });
  expect(listed.stdout).not.toContain('customer wrote');
  expect((await ask('--replay', 'nothing')).code).toBe(2);
  expect((await ask('--tenant', 'nobody')).code).toBe(2);

  mended = true;
  const again = await ask('--replay', found?.id ?? '');
  expect([again.code, again.stderr]).toEqual([0, '']);
  expect(again.stdout).toContain('Retried.');
  await expect.poll(() => seen, { timeout: 10_000 }).toEqual(['bad']);
  expect(await ask()).toMatchObject({ stdout: none });
});
