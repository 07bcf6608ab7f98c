import { describe, expect, it } from 'vitest';
import { keptAnswers } from '#contracts/records/api.ts';
import { inboxRows } from '#contracts/records/inbox.ts';
import { StoreFailure } from '#contracts/store.ts';
import { answeredOnce } from '#http/answered-once.ts';
import { sendMessage } from '#contracts/api/messages.ts';
import { productRoutes } from '#http/product-routes.ts';
import { serveRoutes } from '#http/serve-routes.ts';
import { koaApp, listen } from '#http/servers.ts';
import { quietLog } from '#test/support/quiet.ts';
import { ask } from './ask.ts';
import { ANA, givenAnswering } from './given-answering.ts';

const DAY = 24 * 3_600_000;
const text = (body: string) => ({ kind: 'text', body });
const CONTROL = `${ANA}/control`;

/** A second instance on the same store, as after a restart or beside the first. */
async function another(world: Awaited<ReturnType<typeof givenAnswering>>) {
  const routes = productRoutes({ ...world.needs, newId: () => `other-${world.newId()}` });
  const options = { store: world.store, clock: world.clock, gate: world.door, checkAnswers: true };
  const app = koaApp(quietLog, [serveRoutes(routes, options)]);
  const server = await listen(app, '127.0.0.1', 0);
  return {
    async send(body: unknown, key: string) {
      const headers = { ...world.own, 'content-type': 'application/json', 'idempotency-key': key };
      const url = `http://127.0.0.1:${server.port}`;
      const answer = await ask(url, { path: `${ANA}/messages`, method: 'POST', headers, body: JSON.stringify(body) });
      return { status: answer.status, body: JSON.parse(answer.text) };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('a call with an Idempotency-Key', () => {
  it('that is repeated is done once, and answered as before, whatever happened since', async () => {
    await using world = await givenAnswering();
    const first = await world.send(text('Hello'), 'key-1');
    await world.remove(`${ANA}/messages/${first.body.id}`);
    expect(await world.send(text('Hello'), 'key-1')).toEqual(first);
    expect(await world.ours()).toHaveLength(1);
    expect(first.body.status).toBe('wanted');
  });

  it('that comes many times at once is done once, and all are answered alike', async () => {
    await using world = await givenAnswering();
    await using other = await another(world);
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? world : other).send(text('Hello'), 'key-1')),
    );
    expect(new Set(all.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(all[0]?.status).toBe(200);
    expect(await world.ours()).toHaveLength(1);
  });

  it('is known to another instance, and after a restart', async () => {
    await using world = await givenAnswering();
    const first = await world.send(text('Hello'), 'key-1');
    await using other = await another(world);
    expect(await other.send(text('Hello'), 'key-1')).toEqual(first);
    expect(await world.ours()).toHaveLength(1);
  });

  it('is another call with another key, and without one', async () => {
    await using world = await givenAnswering();
    for (const key of ['key-1', 'key-2', undefined, undefined]) await world.send(text('Hello'), key);
    expect(await world.ours()).toHaveLength(4);
  });

  it.each([
    ['another body', (world: Awaited<ReturnType<typeof givenAnswering>>) => world.send(text('Bye'), 'key-1')],
    [
      'another conversation',
      (world: Awaited<ReturnType<typeof givenAnswering>>) =>
        world.send(text('Hello'), 'key-1', ANA.replace('ana', 'ben') + '/messages'),
    ],
  ])('is refused with %s', async (_, again) => {
    await using world = await givenAnswering();
    await world.send(text('Hello'), 'key-1');
    expect(await again(world)).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    expect([await world.ours(), await world.ours('ben')].map(({ length }) => length)).toEqual([1, 0]);
  });

  it('may have the key of a call to another route', async () => {
    await using world = await givenAnswering();
    await world.send(text('Hello'), 'key-1');
    expect((await world.post(CONTROL, { kind: 'close' }, { 'idempotency-key': 'key-1' })).body).toMatchObject({
      state: 'closed',
    });
  });

  it('is unknown to another tenant', async () => {
    await using world = await givenAnswering();
    await world.send(text('Hello'), 'key-1');
    const there = '/api/tenants/tenant-2/canned-replies';
    const made = { shortcut: 'hours', title: 'Hours', text: 'From 9 to 5' };
    const key = { 'idempotency-key': 'key-1' };
    const here = await world.post(there.replace('tenant-2', 'tenant-1'), made, key);
    const other = await world.post(there, made, key);
    expect([here.status, other.status, here.body.id === other.body.id]).toEqual([200, 200, false]);
    const foreign = await world.send(text('Hello'), 'key-1', ANA.replace('tenant-1', 'tenant-2') + '/messages');
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
  });

  it('is forgotten after a day, before the sweeper has come', async () => {
    await using world = await givenAnswering();
    const close = () => world.post(CONTROL, { kind: 'close' }, { 'idempotency-key': 'key-1' });
    await close();
    await world.post(CONTROL, { kind: 'open' });
    world.clock.advance(DAY - 1);
    await close();
    expect((await world.tenant.get(inboxRows, 'ana'))?.value.state).toBe('open');
    world.clock.advance(1);
    await close();
    expect((await world.tenant.get(inboxRows, 'ana'))?.value.state).toBe('closed');
    const [kept] = (await world.tenant.find(keptAnswers, { by: 'byConversation', equals: ['ana'], limit: 9 })).items;
    expect(kept?.value.expiresAt).toBe(world.clock.now() + DAY);
  });

  it('that found nothing to do does not do it when it is repeated', async () => {
    await using world = await givenAnswering();
    const open = () => world.post(CONTROL, { kind: 'open' }, { 'idempotency-key': 'key-1' });
    const first = await open();
    await world.post(CONTROL, { kind: 'close' });
    expect(await open()).toEqual(first);
    expect((await world.tenant.get(inboxRows, 'ana'))?.value.state).toBe('closed');
  });

  it('that was refused is judged anew', async () => {
    await using world = await givenAnswering();
    world.clock.advance(DAY);
    expect((await world.send(text('Hello'), 'key-1')).status).toBe(422);
    world.clock.set(-DAY);
    expect((await world.send(text('Hello'), 'key-1')).status).toBe(200);
  });

  it.each(['', ' ', 'a b', 'x'.repeat(201), 'ñ'])('is refused with the key %j', async (key) => {
    await using world = await givenAnswering();
    expect(await world.send(text('Hello'), key)).toMatchObject({ status: 400, body: { code: 'bad_idempotency_key' } });
    expect(await world.ours()).toEqual([]);
  });

  it('takes the longest key', async () => {
    await using world = await givenAnswering();
    expect((await world.send(text('Hello'), '~'.repeat(200))).status).toBe(200);
  });
});

describe('the batch of the effect', () => {
  const call = {
    route: sendMessage,
    caller: { kind: 'user', id: 'zoe' },
    key: 'k',
    params: {},
    query: {},
    body: {},
    version: 0,
  } as const;

  it('has the answer in it: when its own answer is lost, the repeated call finds what was done', async () => {
    await using world = await givenAnswering();
    let effects = 0;
    const losing = {
      ...world.tenant,
      commit: async (...batch: Parameters<typeof world.tenant.commit>) => {
        await world.tenant.commit(...batch);
        throw new StoreFailure('unavailable', 'unknown', 'the connection was lost');
      },
    };
    const once = (store: typeof world.tenant) =>
      answeredOnce(store, world.clock.now(), call, async (guarded, keeps) => {
        effects += 1;
        const reply = { status: 200, body: { effects } };
        await guarded.commit(keeps(reply));
        return reply;
      });
    await expect(once(losing)).rejects.toThrow(StoreFailure);
    expect(await once(world.tenant)).toEqual({ status: 200, body: { effects: 1 } });
    expect(effects).toBe(1);
  });

  it('keeps the version that was answered, and is another request with another version named', async () => {
    await using world = await givenAnswering();
    const put = (version: number) =>
      answeredOnce(world.tenant, world.clock.now(), { ...call, version }, async () => ({ status: 200, version: 8, body: {} }));
    expect([await put(7), await put(7)]).toEqual([1, 2].map(() => ({ status: 200, version: 8, body: {} })));
    await expect(put(6)).rejects.toMatchObject({ code: 'idempotency_mismatch' });
  });

  it('belongs to its caller: the same key of somebody else is another call', async () => {
    await using world = await givenAnswering();
    const by = (id: string) =>
      answeredOnce(world.tenant, world.clock.now(), { ...call, caller: { kind: 'user', id } }, async () => ({
        status: 200,
        body: { by: id },
      }));
    expect([await by('zoe'), await by('ben'), await by('zoe')].map(({ body }) => body)).toEqual([
      { by: 'zoe' },
      { by: 'ben' },
      { by: 'zoe' },
    ]);
  });
});
