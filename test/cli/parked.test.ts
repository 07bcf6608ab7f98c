import { oneAtATime } from '#test/contracts/subject.ts';
import { expect, it } from 'vitest';
import { resolve } from '#app/token.ts';
import { BUS, LAGS, STORE } from '#app/tokens.ts';
import { PLATFORM_SCOPE } from '#contracts/event.ts';
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
  const none = `Data: ${folder.path}\nNo events are parked.\n`;
  expect(await ask()).toEqual({ code: 0, stdout: none, stderr: '' });

  // A version of the recorder that cannot read its events, and then one that can.
  const event = { id: 'bad', stream: 'inbound', key: 'k', kind: 'arrival.message', version: 1, at: 1, data: {} } as const;
  const tenant = resolve(app.container, STORE).tenant('juniper');
  expect(await tenant.commit([], [event])).toEqual({ kind: 'committed' });
  let mended = false;
  const seen: string[] = [];
  bus.subscribe(
    oneAtATime({ name: 'recorder' }, async ({ id }) => {
      if (!mended) throw new TypeError('what the customer wrote');
      seen.push(id);
    }),
  );
  const standing = async () => {
    clock.advance(30_000);
    return (await resolve(app.container, LAGS)())['recorder'];
  };
  await expect.poll(standing, { timeout: 20_000 }).toEqual({ waiting: 0, parked: 1 });

  const listed = await ask('--json');
  const [found] = (JSON.parse(listed.stdout) as { parked: { id: string }[] }).parked;
  expect(found).toMatchObject({
    tenant: 'juniper',
    consumer: 'recorder',
    event: 'bad',
    kind: 'arrival.message',
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

it('lists what is parked of the platform, which is of no tenant', async () => {
  const clock = testClock(Date.now());
  await using folder = await temporaryFolder();
  await using app = await givenApp({ clock, folder: folder.path, settings: { DESKBELL_ROLES: 'api' } });
  const bus = resolve(app.container, BUS);
  const event = { id: 'bad', stream: 'platform', key: 'k', kind: 'tenant.created', version: 1, at: 1, data: {} } as const;
  expect(await resolve(app.container, STORE).platform.commit([], [event])).toEqual({ kind: 'committed' });
  // Beside it are those of the demo tenants.
  bus.subscribe(
    oneAtATime({ name: 'operators', streams: ['platform'] }, async ({ id }) => {
      if (id === 'bad') throw new Error('broken');
    }),
  );
  const parked = async () => {
    clock.advance(30_000);
    return (await bus.parked(PLATFORM_SCOPE)).length;
  };
  await expect.poll(parked, { timeout: 20_000 }).toBe(1);

  const ask = async (...args: string[]) => {
    const { stdout } = await deskbell(['parked', '--json', '--data', folder.path, ...args]);
    return (JSON.parse(stdout) as { parked: { tenant: string; event: string }[] }).parked;
  };
  const found = { tenant: PLATFORM_SCOPE, event: 'bad', consumer: 'operators', kind: 'tenant.created' };
  expect(await ask()).toMatchObject([found]);
  expect(await ask('--tenant', PLATFORM_SCOPE)).toMatchObject([found]);
  expect(await ask('--tenant', 'juniper')).toEqual([]);
});
