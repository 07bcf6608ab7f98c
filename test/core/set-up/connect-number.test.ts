import { describe, expect, it } from 'vitest';
import { AdapterFailure } from '#contracts/failure.ts';
import { addresses, connections, senders, tenants } from '#contracts/records/platform.ts';
import { numberClaims, numberSetUps } from '#contracts/records/set-up.ts';
import { accountStates, accounts, senderCurrents } from '#contracts/records/tenancy.ts';
import { insert, replace } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { pauseAccount } from '#core/messaging/account-states.ts';
import { checklist } from '#core/set-up/checklist.ts';
import { connectNumber, listNumbers } from '#core/set-up/connect-number.ts';
import { NUMBER, givenProvider } from './fake-provider.ts';
import { crashedAnywhere } from './failing-store.ts';

type World = Awaited<ReturnType<typeof givenProvider>>;
const signal = new AbortController().signal;
const credentials = { token: 'good', secret: 'one' };
const connect = ({ needs }: World, more: Partial<Parameters<typeof connectNumber>[2]> = {}, tenant = 'tenant-1') =>
  connectNumber(needs, tenant, { channel: 'fake', credentials, ...more }, signal);
const setUps = async ({ store }: World, tenant = 'tenant-1') =>
  (await all(store.tenant(tenant), numberSetUps, { by: 'byChannel', equals: [] })).map(({ value }) => value);

/** All that sending and receiving needs is there once, and agrees. */
async function isWhole(world: World, about = ''): Promise<void> {
  const { store, hooks } = world;
  const own = store.tenant('tenant-1');
  const [setUp, ...more] = await setUps(world);
  if (!setUp) throw new Error(`${about}: nothing is connected`);
  expect([more, setUp.state, setUp.why], about).toEqual([[], 'connected', '']);
  const { connectionId, senderId, addressId, accountId } = setUp;
  const mine = (await all(store.platform, addresses, { by: 'byTenant', equals: ['tenant-1'] })).filter(
    ({ value }) => value.channel === 'fake',
  );
  expect(
    mine.map(({ value }) => value),
    about,
  ).toEqual([
    {
      id: addressId,
      connectionId,
      providerSender: 'n1',
      senderId,
      tenantId: 'tenant-1',
      channel: 'fake',
      businessAccount: 'waba-1',
    },
  ]);
  const own2 = (await all(store.platform, senders, { by: 'byTenant', equals: ['tenant-1'] })).filter(
    ({ value }) => value.displayNumber === NUMBER.number,
  );
  expect(
    own2.map(({ value }) => value.id),
    about,
  ).toEqual([senderId]);
  const known = await all(store.platform, connections, { by: 'byChannel', equals: ['fake'] });
  expect(
    known.map(({ value }) => value.id),
    about,
  ).toEqual([connectionId]);
  const sending = await all(own, accounts, { by: 'bySender', equals: [senderId] });
  expect(
    sending.map(({ value }) => value.id),
    about,
  ).toEqual([accountId]);
  expect((await own.get(senderCurrents, senderId))?.value.accountId, about).toBe(accountId);
  const claims = await all(store.platform, numberClaims, { by: 'byTenant', equals: ['tenant-1'] });
  expect(
    claims.map(({ value }) => value.id),
    about,
  ).toEqual(['fake:account:waba-1', 'fake:number:n1']);
  const { verifyToken } = JSON.parse(known[0]?.value.sealedConfig ?? '{}');
  expect(hooks.get('waba-1'), about).toEqual({ url: `https://desk.example.com/webhooks/fake/${connectionId}`, verifyToken });
}

describe('connecting a number', () => {
  it('makes everything that it needs, and the provider sends its webhooks here', async () => {
    const world = await givenProvider();
    expect(await connect(world)).toMatchObject({ kind: 'connected', setUp: { number: NUMBER.number, state: 'connected' } });
    await isWhole(world);
  });

  it('is whole after a crash anywhere, called again', async () => {
    const commits = await crashedAnywhere(
      givenProvider,
      (world, store) => connectNumber({ ...world.needs, store }, 'tenant-1', { channel: 'fake', credentials }, signal),
      isWhole,
    );
    expect(commits).toBe(4);
  });

  it('may be repeated, by several at once', async () => {
    const world = await givenProvider();
    const outcomes = await Promise.all([1, 2, 3].map(() => connect(world)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['connected', 'connected', 'connected']);
    await isWhole(world);
  });

  it('keeps old secrets of the connection when credentials are replaced, and uses a paused account again', async () => {
    const world = await givenProvider();
    await connect(world);
    const [setUp] = await setUps(world);
    const own = world.store.tenant('tenant-1');
    const record = await own.get(accounts, setUp?.accountId ?? '');
    if (!setUp || !record) throw new Error('it is connected');
    await pauseAccount(own, world.clock, record, 'unauthorized');
    world.state.token = 'better';
    expect(await connect(world)).toMatchObject({ kind: 'provider', failure: { code: 'unauthorized' } });
    expect((await own.get(accountStates, setUp.accountId))?.value.state).toBe('paused');

    expect(await connect(world, { credentials: { token: 'better', secret: 'two' }, number: 'n1' })).toMatchObject({
      kind: 'connected',
    });
    expect((await own.get(accountStates, setUp.accountId))?.value.state).toBe('open');
    const connection = await world.store.platform.get(connections, setUp.connectionId);
    expect(JSON.parse(connection?.value.sealedConfig ?? '')).toMatchObject({ secrets: ['two', 'one'] });
    expect(JSON.parse((await own.get(accounts, setUp.accountId))?.value.sealedConfig ?? '')).toEqual({
      token: 'better',
      number: 'n1',
    });
    await isWhole(world);
  });

  it('repairs settings that cannot be read any more, and the checklist says that they cannot', async () => {
    const world = await givenProvider();
    await connect(world);
    const [setUp] = await setUps(world);
    const { platform } = world.store;
    const connection = await platform.get(connections, setUp?.connectionId ?? '');
    if (connection) await platform.commit([replace(connections, connection, { ...connection.value, sealedConfig: 'gone' })]);
    const codes = (await checklist(world.needs, 'tenant-1', signal)).map(({ code }) => code);
    expect(codes).toContain('number_unfinished');
    expect(await connect(world)).toMatchObject({ kind: 'connected' });
    await isWhole(world);
  });

  it('gives a number to one tenant only, and a business account, too', async () => {
    const other = { ...NUMBER, id: 'n2', number: '+34910000010' };
    const world = await givenProvider([NUMBER, other]);
    await world.store.platform.commit([insert(tenants, { id: 'tenant-2', name: 'Luna', createdAt: 1 })]);
    const both = await Promise.all([connect(world, { number: 'n1' }), connect(world, { number: 'n1' }, 'tenant-2')]);
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['connected', 'number_in_use']);
    const loser = both[0]?.kind === 'connected' ? 'tenant-2' : 'tenant-1';
    expect(await connect(world, { number: 'n2' }, loser)).toEqual({ kind: 'business_account_in_use' });
    expect(await connect(world, { number: 'n2' }, loser === 'tenant-2' ? 'tenant-1' : 'tenant-2')).toMatchObject({
      kind: 'connected',
    });
  });

  it('shares the connection among the numbers of a business account', async () => {
    const other = { ...NUMBER, id: 'n2', number: '+34910000010' };
    const world = await givenProvider([NUMBER, other]);
    await connect(world, { number: 'n1' });
    await connect(world, { number: 'n2' });
    expect(new Set((await setUps(world)).map(({ connectionId }) => connectionId)).size).toBe(1);
  });

  it('gives a number that is known at another provider a second account, and the first one stays the current one', async () => {
    const known = { ...NUMBER, number: '+34910000001' };
    const world = await givenProvider([known]);
    const own = world.store.tenant('tenant-1');
    await own.commit([insert(senderCurrents, { id: 'sender-1', accountId: 'account-1' })]);
    await connect(world);
    const [setUp] = await setUps(world);
    expect(setUp?.senderId).toBe('sender-1');
    expect((await own.get(senderCurrents, 'sender-1'))?.value.accountId).toBe('account-1');
    expect((await world.store.platform.get(senders, 'sender-1'))?.value.identityScope).toBe('portfolio-1');
  });

  it('refuses what cannot work before anything is stored', async () => {
    const world = await givenProvider([
      { ...NUMBER, problem: 'The number is not registered: register it.' },
      { ...NUMBER, id: 'n3', number: '+34910000011' },
    ]);
    expect(await connect(world, { channel: 'pigeon' })).toEqual({ kind: 'no_such_channel' });
    expect(await connect(world, { credentials: { token: 'good' } })).toMatchObject({ kind: 'bad_credentials', field: 'secret' });
    expect(await connect(world, { credentials: { ...credentials, token: 'bad' } })).toMatchObject({ kind: 'provider' });
    expect(await connect(world, { number: 'n1' })).toEqual({
      kind: 'number_not_ready',
      problem: 'The number is not registered: register it.',
    });
    expect(await connect(world, { number: 'n9' })).toMatchObject({ kind: 'no_such_number' });
    const local = { ...world, needs: { ...world.needs, publicUrl: () => 'http://127.0.0.1:7351' } };
    expect(await connect(local)).toEqual({ kind: 'no_public_url' });
    expect(await setUps(world)).toEqual([]);
    expect(await all(world.store.platform, numberClaims, { by: 'byTenant', equals: [] })).toEqual([]);
  });

  it('lets nobody choose where the provider is', async () => {
    const world = await givenProvider();
    const asked = await listNumbers(world.needs, 'fake', { ...credentials, host: 'http://169.254.169.254' }, signal);
    expect(asked).toEqual({ kind: 'bad_credentials', field: '', why: 'may only have token, secret' });
    expect(world.state.asked).toEqual([]);
    const emulated = { ...world.needs, providers: () => ({ host: 'http://127.0.0.1:1' }) };
    await listNumbers(emulated, 'fake', credentials, signal);
    expect(world.state.asked).toEqual(['http://127.0.0.1:1']);
  });

  it('is stored although the provider does not confirm the webhook, and the same call tries that again', async () => {
    const world = await givenProvider();
    const { business } = world.channel;
    world.channel.business = (config, tools) => ({
      ...business(config, tools),
      subscribe: () => Promise.reject(new AdapterFailure('fake', 'rejected', 'the webhook URL does not answer')),
    });
    expect(await connect(world)).toMatchObject({ kind: 'webhook_not_confirmed', failure: { code: 'rejected' } });
    expect(await setUps(world)).toMatchObject([{ state: 'made', why: 'rejected' }]);
    world.channel.business = business;
    await connect(world);
    await isWhole(world);
  });
});
