import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { settingsFrom } from '#config/load.ts';
import { MEASURES } from '#contracts/metrics.ts';
import { type Store, StoreFailure } from '#contracts/store.ts';
import { type Health, health } from '#app/health.ts';
import { start } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { CONSUMERS, LAGS } from '#app/tokens.ts';
import { operations } from '#http/operations.ts';
import { koaApp, listen } from '#http/servers.ts';
import { testClock } from '#test/support/clock.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { ask } from './ask.ts';
import { metaBody, textChange } from './bodies.ts';
import { type App, givenApp } from './given.ts';
import { type Family, familiesOf } from './prometheus.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const FREE = { DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0' };

async function readiness(url: string) {
  const { status, text, headers } = await ask(`${url}/health/ready`);
  return { status, cache: headers['cache-control'], ...(JSON.parse(text) as object) };
}

describe('an instance that runs', () => {
  it('lives and is ready, on the port for operators and beside the pages', async () => {
    await using app = await givenApp();
    for (const url of [app.healthUrl, app.pagesUrl]) {
      expect(await ask(`${url}/health/live`)).toMatchObject({ status: 200, text: '{"live":true}' });
      expect(await readiness(url)).toEqual({
        status: 200,
        cache: 'no-store',
        ready: true,
        phase: 'running',
        store: 'reachable',
        bus: 'connected',
      });
    }
  });

  it('serves nothing else there, and none of it to the internet', async () => {
    await using app = await givenApp();
    for (const path of ['/', '/api/doctor', '/webhooks/meta-cloud/x', '/health', '/metrics/x'])
      expect([path, (await ask(app.healthUrl, { path })).status]).toEqual([path, 404]);
    for (const path of ['/health/live', '/health/ready', '/metrics'])
      expect([path, (await ask(app.webhooksUrl, { path })).status]).toEqual([path, 404]);
  });
});

describe('the port for operators', () => {
  const paths = ['/health/live', '/health/ready', '/metrics'];

  it('answers whoever asks by an address or by a name of the network inside', async () => {
    await using app = await givenApp({ settings: { DESKBELL_HEALTH_NAMES: 'desk-1.example.com, Ops.Example.com' } });
    const { port } = new URL(app.healthUrl);
    const names = [
      '127.0.0.1',
      '10.0.3.7',
      '[::1]',
      '[fd00::12]',
      'localhost',
      'api',
      'deskbell-2',
      'desk-1.example.com',
      'ops.example.com',
    ];
    for (const host of names.flatMap((name) => [name, `${name}:${port}`]))
      for (const path of paths)
        expect([host, (await ask(app.healthUrl, { path, headers: { host } })).status]).toEqual([host, 200]);
  });

  it('refuses a name that somebody else may have pointed here', async () => {
    await using app = await givenApp({ settings: { DESKBELL_HEALTH_NAMES: 'desk-1.example.com' } });
    const foreign = [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '127.0.0.1.',
      '[::1].evil.example',
      'desk-1.example.com.evil.example',
      'desk-1.example.com@evil.example',
      'localhost.',
      'local host',
      '999.1.1.1',
    ];
    for (const host of foreign)
      for (const path of paths) {
        const answer = await ask(app.healthUrl, { path, headers: { host } });
        expect([host, answer.status, JSON.parse(answer.text).code]).toEqual([host, 403, 'foreign_host']);
      }
  });

  it('answers an old balancer that names nobody', async () => {
    await using app = await givenApp();
    const { port } = new URL(app.healthUrl);
    const heard = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET /health/live HTTP/1.0\r\n\r\n'));
      let said = '';
      socket.setEncoding('utf8').on('data', (text: string) => (said += text));
      socket.once('close', () => resolve(said)).once('error', reject);
    });
    expect(heard).toContain('200 OK');
  });
});

describe('an instance that comes or goes', () => {
  it('is not ready before it works', async () => {
    await using folder = await temporaryFolder();
    const seen: unknown[] = [];
    await using app = await start(settingsFrom({ ...FREE, DESKBELL_DATA: folder.path }), {
      log: quietLog,
      beforeWork: async ({ healthUrl }) => {
        seen.push(await readiness(healthUrl), (await ask(`${healthUrl}/health/live`)).status);
      },
    });
    expect(seen).toEqual([expect.objectContaining({ status: 503, ready: false, phase: 'starting' }), 200]);
    expect(await readiness(app.healthUrl)).toMatchObject({ status: 200 });
  });

  it('says that it stops, and serves on until balancers have noticed', async () => {
    await using folder = await temporaryFolder();
    const clock = testClock();
    const settings = settingsFrom({ ...FREE, DESKBELL_DATA: folder.path, DESKBELL_STOP_DELAY_MS: '3000' });
    const app = await start(settings, { log: quietLog, clock });
    const stopped = app[Symbol.asyncDispose]();

    expect(await readiness(app.healthUrl)).toMatchObject({ status: 503, ready: false, phase: 'stopping', store: 'reachable' });
    expect((await ask(`${app.healthUrl}/health/live`)).status).toBe(200);
    expect((await ask(`${app.webhooksUrl}/webhooks/meta-cloud/nobody`)).status).toBe(404);
    clock.advance(2_999);
    expect((await ask(`${app.webhooksUrl}/webhooks/meta-cloud/nobody`)).status).toBe(404);

    clock.advance(1);
    await stopped;
    for (const url of [app.webhooksUrl, app.pagesUrl, app.healthUrl])
      await expect(ask(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('readiness', () => {
  const clock = testClock();
  let answer: () => Promise<undefined>;
  let connected = true;
  const asked = vi.fn<() => void>();
  const platform = {
    get: () => {
      asked();
      return answer();
    },
  };
  const store = { platform: { ...platform, commit: async () => ({ kind: 'committed' }) } } as unknown as Store;
  // Within a second nothing is asked again.
  beforeEach(() => clock.advance(1_000));
  let judged: Health;
  let server: Awaited<ReturnType<typeof listen>>;

  beforeAll(async () => {
    judged = health(store, () => connected, clock);
    judged.become('running');
    const routes = operations({ ready: judged.ready, metrics: async () => ({ type: 'text/plain', text: '' }) });
    server = await listen(koaApp(quietLog, [routes]), '127.0.0.1', 0);
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const ready = () => readiness(`http://127.0.0.1:${server.port}`);

  it('ends where the store refuses', async () => {
    answer = () => Promise.reject(new StoreFailure('unavailable', 'no', 'as scripted: with mongodb://desk:hunter2@db in it'));
    const said = await ready();
    expect(said).toMatchObject({ status: 503, ready: false, phase: 'running', store: 'unreachable' });
    expect(JSON.stringify(said)).not.toContain('hunter2');
  });

  it('ends where the store says nothing for two seconds', async () => {
    const hung = Promise.withResolvers<undefined>();
    answer = () => hung.promise;
    asked.mockClear();
    const late = ready();
    await vi.waitFor(() => expect(asked).toHaveBeenCalled(), PATIENCE);
    clock.advance(2_000);
    expect(await late).toMatchObject({ status: 503, store: 'unreachable' });
    hung.resolve(undefined);
  });

  it('outlasts the bus: what comes in is kept, and waits', async () => {
    answer = async () => undefined;
    connected = false;
    expect(await ready()).toMatchObject({ status: 200, ready: true, bus: 'disconnected' });
    connected = true;
  });

  it('comes back with the store', async () => {
    answer = async () => undefined;
    expect(await ready()).toMatchObject({ status: 200, store: 'reachable' });
  });
});

describe('metrics', () => {
  let app: App;
  let families: ReadonlyMap<string, Family>;
  let text: string;

  beforeAll(async () => {
    app = await givenApp();
    const body = metaBody(textChange({ id: 'wamid.measured', body: 'the private words', name: 'Ana' }));
    await app.metaSays(body);
    await app.metaSays(body);
    await ask(app.metaUrl, { method: 'POST', body });
    await vi.waitFor(async () => expect((await app.inbox('juniper', 'Ana')).length).toBeGreaterThan(1), PATIENCE);
    const lags = resolve(app.container, LAGS);
    await vi.waitFor(async () => {
      for (const [name, { waiting }] of Object.entries(await lags())) expect([name, waiting]).toEqual([name, 0]);
    }, PATIENCE);
    const answer = await ask(`${app.healthUrl}/metrics`);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    families = familiesOf((text = answer.text));
  });
  afterAll(() => app[Symbol.asyncDispose]());
  const values = (name: string) =>
    Object.fromEntries((families.get(name)?.samples ?? []).map((one) => [one.name + one.labelText, one.value]));

  it('are text that Prometheus reads, each with its kind and its sentence', () => {
    for (const [name, { kind, help }] of Object.entries(MEASURES))
      expect(families.get(`deskbell_${name}`)).toMatchObject({ help, type: kind === 'seconds' ? 'histogram' : kind });
    expect(families.get('process_cpu_seconds_total')).toMatchObject({ type: 'counter' });
  });

  it('count webhooks: new, come again, and forged', () => {
    expect(values('deskbell_webhook_changes_total')).toEqual({
      'deskbell_webhook_changes_total{channel="meta-cloud",outcome="new"}': 1,
      'deskbell_webhook_changes_total{channel="meta-cloud",outcome="again"}': 1,
    });
    expect(values('deskbell_webhooks_forged_total')).toEqual({ 'deskbell_webhooks_forged_total{channel="meta-cloud"}': 1 });
  });

  it('tell of every consumer how far behind it is, and what it parked', () => {
    const consumers = resolve(app.container, CONSUMERS).map(({ name }) => name);
    expect(consumers).toEqual(expect.arrayContaining(['recorder', 'dialogue', 'sender', 'audit', 'crm-sync', 'analytics']));
    for (const name of ['deskbell_bus_waiting', 'deskbell_bus_parked'])
      expect(values(name)).toEqual(Object.fromEntries(consumers.map((consumer) => [`${name}{consumer="${consumer}"}`, 0])));
    expect(values('deskbell_bus_handle_seconds')['deskbell_bus_handle_seconds_count{consumer="recorder"}']).toBeGreaterThan(0);
  });

  it('count answers by what was asked for, from 0 on', () => {
    const seen = values('deskbell_responses_total');
    expect(seen).toMatchObject({
      'deskbell_responses_total{family="webhooks",class="2xx"}': 2,
      'deskbell_responses_total{family="webhooks",class="4xx"}': 1,
      'deskbell_responses_total{family="webhooks",class="5xx"}': 0,
      'deskbell_responses_total{family="api",class="5xx"}': 0,
      'deskbell_responses_total{family="health",class="2xx"}': 0,
    });
    expect(Object.keys(seen)).toHaveLength(16);
  });

  it('tell how the instance stands', () => {
    expect([values('deskbell_ready'), values('deskbell_bus_connected')]).toEqual([
      { deskbell_ready: 1 },
      { deskbell_bus_connected: 1 },
    ]);
    expect(values('deskbell_breakers')).toMatchObject({ 'deskbell_breakers{state="open"}': 0 });
  });

  it('carry words of ours in their labels, and nothing of anybody', () => {
    const labels = [...families]
      .filter(([name]) => name.startsWith('deskbell_'))
      .flatMap(([, { samples }]) => samples.flatMap((one) => Object.entries(one.labels)))
      .filter(([label]) => label !== 'le');
    expect(labels.length).toBeGreaterThan(20);
    expect(labels.filter(([, value]) => !/^([a-z_-]+|[1-5]xx)$/.test(value))).toEqual([]);
    const { meta, twilio } = app.credentials;
    for (const secret of [
      'juniper',
      'Ana',
      'private words',
      'wamid',
      meta.connectionId,
      meta.appSecret,
      twilio.connectionId,
      '4420794',
    ])
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
  });
});

describe('an instance with one role', () => {
  it('worker works and says how it is, and has neither pages nor webhooks', async () => {
    await using ports = await takenPorts();
    await using app = await givenApp({ settings: { DESKBELL_ROLES: 'worker', ...ports.settings } });
    expect([app.pagesUrl, app.webhooksUrl]).toEqual(['', '']);
    expect(await readiness(app.healthUrl)).toMatchObject({ status: 200 });
    expect((await ask(`${app.healthUrl}/metrics`)).text).toContain('deskbell_bus_waiting{consumer="recorder"} 0');
    expect((await ask(app.healthUrl, { path: '/' })).status).toBe(404);
  });

  it('api takes and keeps webhooks and consumes nothing, which a worker on the same data does', async () => {
    await using folder = await temporaryFolder();
    // A consumer is known once it has consumed.
    const first = await givenApp({ folder: folder.path });
    await first.metaSays(metaBody(textChange({ id: 'wamid.first', body: 'hi', name: 'Ben' })));
    await vi.waitFor(async () => expect(Object.values(await waiting(first.healthUrl)).some(Boolean)).toBe(false), PATIENCE);
    await first[Symbol.asyncDispose]();

    await using api = await givenApp({ settings: { DESKBELL_ROLES: 'api' }, folder: folder.path });
    expect((await api.metaSays(metaBody(textChange({ id: 'wamid.kept', body: 'hi', name: 'Ana' })))).status).toBe(200);
    expect(await api.log('juniper')).toHaveLength(2);
    expect(await waiting(api.healthUrl)).toMatchObject({ recorder: 1 });

    await using worker = await givenApp({ settings: { DESKBELL_ROLES: 'worker' }, folder: folder.path });
    await vi.waitFor(
      async () => expect(await waiting(api.healthUrl)).toMatchObject({ recorder: 0, dialogue: 0, audit: 0 }),
      PATIENCE,
    );
    expect(await api.inbox('juniper', 'Ana')).not.toEqual([]);
    expect([await handled(api.healthUrl), (await handled(worker.healthUrl)) > 0]).toEqual([0, true]);
  });

  async function waiting(url: string) {
    const samples = familiesOf((await ask(`${url}/metrics`)).text).get('deskbell_bus_waiting')?.samples ?? [];
    return Object.fromEntries(samples.map(({ labels, value }) => [labels['consumer'], value]));
  }

  async function handled(url: string) {
    const samples = familiesOf((await ask(`${url}/metrics`)).text).get('deskbell_bus_handle_seconds')?.samples ?? [];
    return samples.filter(({ name }) => name.endsWith('_count')).reduce((sum, { value }) => sum + value, 0);
  }

  /** Two ports on which an instance that wanted them could not start. */
  async function takenPorts() {
    const servers = [createServer(), createServer()];
    for (const server of servers) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const [pages, hooks] = servers.map((server) => String((server.address() as AddressInfo).port));
    return {
      settings: { DESKBELL_PORT: pages ?? '', DESKBELL_WEBHOOK_PORT: hooks ?? '', DESKBELL_HEALTH_PORT: '0' },
      [Symbol.asyncDispose]: async () => {
        await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
      },
    };
  }
});
