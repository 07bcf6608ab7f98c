import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { metaCloud } from '#adapters/meta-cloud/index.ts';
import { counts } from '#app/counts.ts';
import { inboundLog } from '#contracts/records/messaging.ts';
import { type CommitOutcome, type Store, StoreFailure } from '#contracts/store.ts';
import { ingest } from '#core/arrivals/ingest.ts';
import { channelSource } from '#core/messaging/channel-source.ts';
import { bodyRoom } from '#http/body-room.ts';
import { type Listening, koaApp, listen } from '#http/servers.ts';
import { webhooks } from '#http/webhooks.ts';
import { givenTenant } from '#test/support/given.ts';
import { quietLog } from '#test/support/quiet.ts';
import { ask } from './ask.ts';
import { metaBody, metaSignature, textChange } from './bodies.ts';

const SECRET = 'the app secret';
const path = '/webhooks/meta-cloud/connection-1';

let world: Awaited<ReturnType<typeof givenTenant>>;
let server: Listening;
/** What befalls the nth commit from here on. */
let troubles: (() => Promise<CommitOutcome>)[];

beforeEach(async () => {
  world = await givenTenant();
  troubles = [];
  const open = channelSource({
    id: 'connection-1',
    name: 'meta-cloud',
    connection: metaCloud.connect({ appSecrets: [SECRET], verifyToken: 'verify' }, { log: quietLog }),
    senderOf: async (number) => (number === '100' ? world.sender : undefined),
    tenantsOf: async () => [],
  });
  const take = ingest({ store: failing(world.store), clock: world.clock, metrics: counts() });
  const routes = webhooks({
    connection: async () => open,
    ingest: take,
    publicUrl: () => 'http://127.0.0.1',
    limit: 4_000_000,
    room: bodyRoom(10_000_000),
  });
  server = await listen(koaApp(quietLog, [routes]), '127.0.0.1', 0);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** The real store, with troubles. */
function failing(store: Store): Store {
  const commit: Store['platform']['commit'] = (writes, events) => troubles.shift()?.() ?? store.platform.commit(writes, events);
  return {
    platform: { ...store.platform, commit },
    tenant(id) {
      const own = store.tenant(id);
      return { ...own, commit: (writes, events) => troubles.shift()?.() ?? own.commit(writes, events) };
    },
  };
}

const post = (body: string) =>
  ask(`http://127.0.0.1:${server.port}`, {
    path,
    method: 'POST',
    headers: { 'x-hub-signature-256': metaSignature(SECRET, body) },
    body,
  });
const kept = async () => (await world.tenant.find(inboundLog, { by: 'byTime', equals: [], limit: 100 })).items.length;
const body = metaBody(textChange({ id: 'wamid.1', body: 'hi' }, '100'));

describe('a webhook that cannot be stored', () => {
  it.each([
    ['unavailable', 'unknown'],
    ['full', 'no'],
    ['read_only', 'no'],
    ['damaged', 'no'],
  ] as const)('(%s) is answered 503, so that the provider comes again', async (code, happened) => {
    troubles = [() => Promise.reject(new StoreFailure(code, happened, 'as scripted: with 34600000001 in it'))];
    const answer = await post(body);
    expect(answer.status).toBe(503);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(answer.text)).toMatchObject({ code: `store_${code}` });
    expect(answer.text).not.toContain('34600000001');
    expect(await kept()).toBe(0);

    expect((await post(body)).status).toBe(200);
    expect(await kept()).toBe(1);
  });

  it('in part is not acknowledged, and when it comes again nothing is doubled', async () => {
    const two = metaBody(
      textChange({ id: 'wamid.1', body: 'one' }, '100'),
      textChange({ id: 'wamid.2', body: 'two' }, '100'),
      textChange({ id: 'wamid.3', body: 'stray' }, '200'),
    );
    const own = world.store.tenant('tenant-1');
    troubles = [
      // The first is on disk; what the second became, nobody knows.
      async () => Promise.reject(new StoreFailure('unavailable', 'unknown', 'as scripted')),
    ];
    expect((await post(two)).status).toBe(503);
    // The answer did not wait for the change that is stored beside it.
    await expect.poll(kept).toBe(1);
    expect((await post(two)).status).toBe(200);
    expect((await post(two)).status).toBe(200);
    expect((await own.find(inboundLog, { by: 'byTime', equals: [], limit: 100 })).items).toHaveLength(2);
  });

  it('because of something that nobody foresaw is answered 500 without telling what', async () => {
    troubles = [() => Promise.reject(new TypeError('cannot read "hi" of 34600000001'))];
    const answer = await post(body);
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.text)).toEqual({
      type: 'about:blank',
      status: 500,
      code: 'unexpected',
      detail: 'An unexpected error occurred. The server log names it.',
    });
  });
});
