import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pages } from '#http/pages.ts';
import { koaApp, listen } from '#http/servers.ts';
import { sandboxClock } from '#sandbox/shared/clock.ts';
import { sandboxRoutes } from '#sandbox/stage/routes.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { type Asking, ask } from './ask.ts';
import { metaBody, textChange } from './bodies.ts';
import { type App, givenApp } from './given.ts';
import { follow } from './server-sent.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const clock = sandboxClock();
const told: number[] = [];

let app: App;
beforeAll(async () => {
  const tellTime = async (offsetMs: number) => void told.push(offsetMs);
  app = await givenApp({
    parts: () => sandboxRoutes({ clock, phones: async () => [], tellTime, checkAnswers: true }),
  });
});
afterAll(() => app[Symbol.asyncDispose]());

const get = (path: string, asking: Asking = {}) =>
  ask(app.pagesUrl, { path, ...asking, headers: { cookie: app.cookie, ...asking.headers } });
const host = () => new URL(app.pagesUrl).host;

describe('the pages’ server answers nobody but this machine’s own pages', () => {
  const foreign = {
    'another host name (DNS rebinding)': () => ({ host: 'evil.example' }),
    'a host that begins like ours': () => ({ host: 'localhost.evil.example' }),
    'a host that ends like ours': () => ({ host: `evil.example#${host()}` }),
    'the page of another site': () => ({ origin: 'https://evil.example' }),
    'the page of another port here': () => ({ origin: 'http://localhost:1' }),
    'a page without an origin': () => ({ origin: 'null' }),
    'a request that another site started': () => ({ 'sec-fetch-site': 'cross-site' }),
  };
  const paths = ['/api/admin/tenants', '/api/admin/doctor', '/sandbox', '/', '/sandbox/clock'];

  it.each(Object.keys(foreign) as (keyof typeof foreign)[])('%s gets 403 everywhere', async (who) => {
    for (const path of paths)
      for (const method of ['GET', 'PUT', 'OPTIONS']) {
        const answer = await get(path, { method, headers: foreign[who]() });
        expect([path, method, answer.status]).toEqual([path, method, 403]);
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      }
  });

  it('our own pages are let in, by either name of this machine', async () => {
    const own: readonly Record<string, string>[] = [
      {},
      { origin: app.pagesUrl },
      { host: host().replace('localhost', '127.0.0.1') },
      { 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of own) expect((await get('/api/admin/tenants', { headers })).status).toBe(200);
  });
});

describe('files of the pages', () => {
  async function site() {
    await using opened = new AsyncDisposableStack();
    const folder = opened.use(await temporaryFolder());
    const root = join(folder.path, 'site');
    await mkdir(join(root, 'assets'), { recursive: true });
    await writeFile(join(root, 'index.html'), 'the page');
    await writeFile(join(root, 'assets', 'app.js'), 'the script');
    await mkdir(join(folder.path, 'site-secret'));
    for (const secret of ['secret.json', 'site-secret/secret.json']) await writeFile(join(folder.path, secret), 'the secret');
    const server = opened.use(await listen(koaApp(quietLog, [pages(root)]), '127.0.0.1', 0));
    const closing = opened.move();
    return {
      get: (path: string) => ask(`http://127.0.0.1:${server.port}`, { path }),
      [Symbol.asyncDispose]: () => closing.disposeAsync(),
    };
  }

  it('are served, and every address of the page’s router gets the page', async () => {
    await using own = await site();
    expect((await own.get('/assets/app.js')).text).toBe('the script');
    for (const path of ['/', '/inbox', '/phone/juniper']) expect((await own.get(path)).text).toBe('the page');
    for (const path of ['/assets/other.js', '/api/nothing', '/sandbox']) expect((await own.get(path)).status).toBe(404);
  });

  it('are kept for ever by browsers only where their names change with their bytes', async () => {
    await using own = await site();
    const cached = async (path: string) => (await own.get(path)).headers['cache-control'];
    expect(await cached('/assets/app.js')).toContain('immutable');
    for (const path of ['/', '/inbox', '/index.html', '/assets/../index.html', '/assets/../inbox', '/assets/..'])
      expect([path, await cached(path)]).not.toEqual([path, expect.stringContaining('immutable')]);
    for (const path of ['/assets/x', '/assets/', '/assets', '/assets/app', '/assets//x', '/./assets/x'])
      expect([path, (await own.get(path)).status]).toEqual([path, 404]);
  });

  it.each([
    '/../secret.json',
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '/assets/../../secret.json',
    '/assets/..%2f..%2fsecret.json',
    '/../site-secret/secret.json',
    '/..\\secret.json',
    '//../secret.json',
    '/assets/%00/../../../secret.json',
    'http://localhost/../secret.json',
    '/./.././secret.json?x=.html',
  ])('%s gets nothing that lies beside them', async (path) => {
    await using own = await site();
    const answer = await own.get(path);
    expect(answer.text).not.toContain('the secret');
    expect(answer.status).toBe(404);
  });

  it('nor does the app give its own', async () => {
    for (const path of ['/..%2f..%2fpackage.json', '/assets/../../package.json', '/../../package.json', '/../../data/master.key'])
      expect((await get(path)).text).not.toContain('dependencies');
  });
});

describe('what the inbox reads', () => {
  async function oneConversation(name: string) {
    await app.metaSays(metaBody(textChange({ id: `wamid.${name}`, body: 'hi', name })));
    const found = async () => {
      const { items } = JSON.parse((await get('/api/tenants/juniper/conversations')).text) as {
        items: { id: string; name: string }[];
      };
      return items.find((one) => one.name === name)?.id;
    };
    await expect.poll(found, PATIENCE).toBeDefined();
    return (await found()) ?? '';
  }

  it('is the same for what another tenant has and for what is not there', async () => {
    const id = await oneConversation('Iso');
    expect((await get(`/api/tenants/juniper/conversations/${id}/messages`)).status).toBe(200);
    const pairs = [
      [`/api/tenants/marina/conversations/${id}/messages`, '/api/tenants/marina/conversations/nothing/messages'],
      [`/api/tenants/marina/files/${id}`, '/api/tenants/marina/files/..%2f..%2fmaster.key'],
      ['/api/tenants/nobody/conversations', '/api/tenants/__proto__/conversations'],
      ['/api/tenants/nobody/unsettled', '/api/tenants/juniper%00/unsettled'],
    ] as const;
    for (const [foreign, missing] of pairs) {
      const [one, two] = [await get(foreign), await get(missing)];
      expect([one.status, one.text]).toEqual([404, two.text]);
      const { date: _, ...headers } = one.headers;
      expect(two.headers).toMatchObject(headers);
    }
  });

  it('refuses a cursor of another list, of another tenant, or of nobody’s making', async () => {
    const id = await oneConversation('Curt');
    // Fifty to a page: the fifty-first conversation makes a cursor.
    const crowd = Array.from({ length: 51 }, (_, n) => textChange({ id: `wamid.crowd.${n}`, body: 'hi', name: `Crowd ${n}` }));
    await app.metaSays(metaBody(...crowd));
    const page = async () => JSON.parse((await get('/api/tenants/juniper/conversations')).text) as { next?: string };
    await expect.poll(async () => (await page()).next, PATIENCE).toBeDefined();
    const next = (await page()).next ?? '';

    expect((await get(`/api/tenants/juniper/conversations?cursor=${next}`)).status).toBe(200);
    const refused = [
      `/api/tenants/marina/conversations?cursor=${next}`,
      `/api/tenants/juniper/conversations/${id}/messages?cursor=${next}`,
      '/api/tenants/juniper/conversations?cursor=guess',
      `/api/tenants/juniper/conversations?cursor=${next}x`,
      `/api/tenants/juniper/conversations?cursor=${'A'.repeat(2001)}`,
      '/api/tenants/juniper/conversations?cursor=a&cursor=b',
      '/api/tenants/juniper/bookings?from=yesterday',
    ];
    for (const path of refused) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 400]);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(JSON.parse(answer.text).code).toMatch(/^bad_(cursor|query)$/);
    }
  });

  it('cannot be written to', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      expect((await get('/api/tenants/juniper/conversations', { method })).status).toBe(404);
  });
});

describe('live updates', () => {
  it('tell a tenant’s pages that a conversation has changed, and nobody else’s', async () => {
    using own = follow(`${app.pagesUrl}/api/tenants/juniper/live`, app.cookie);
    using other = follow(`${app.pagesUrl}/api/tenants/marina/live`, app.cookie);
    await expect.poll(() => own.heard() !== '' && other.heard() !== '', PATIENCE).toBe(true);
    await app.metaSays(metaBody(textChange({ id: 'wamid.live', body: 'hi', name: 'Liv' })));

    await expect.poll(own.heard, PATIENCE).toMatch(/event: changed\ndata: \{"conversation":"[0-9a-z]{26}"\}\n\n/);
    await expect.poll(() => app.inbox('juniper', 'Liv'), PATIENCE).toHaveLength(2);
    expect(other.heard()).not.toContain('changed');
  });

  it('of a tenant that is not there are not found', async () => {
    expect((await get('/api/tenants/nobody/live')).status).toBe(404);
  });
});

describe('the sandbox’s routes', () => {
  it.each(['/sandbox', '/sandbox/', '/sandbox/pictures/juniper.png', '/sandbox/phones/juniper/parties'])(
    '(%s) do not exist without the sandbox',
    async (path) => {
      await using bare = await givenApp();
      const answer = await ask(bare.pagesUrl, { path });
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([404, 'not_found']);
    },
  );

  it.each([
    '{"advanceMs":-1}',
    '{"advanceMs":34560000001}',
    '{"advanceMs":1e300}',
    '{"advanceMs":1.5}',
    '{"advanceMs":"1000"}',
    '{"advanceMs":null}',
    '{}',
    '[]',
    'soon',
    '',
  ])('do not move the clock by %s', async (body) => {
    const before = clock.offset();
    const answer = await get('/sandbox/clock', { method: 'PUT', body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).code).toMatch(/^bad_(json|body)$/);
    expect(clock.offset()).toBe(before);
  });

  it('move the clock forward, and tell the emulators', async () => {
    const before = clock.offset();
    const answer = await get('/sandbox/clock', { method: 'PUT', body: '{"advanceMs":60000}' });
    expect(JSON.parse(answer.text)).toMatchObject({ offsetMs: before + 60_000 });
    expect([clock.offset(), told.at(-1)]).toEqual([before + 60_000, before + 60_000]);
  });

  it('show pictures and nothing beside them', async () => {
    expect((await get('/sandbox/pictures/juniper.png')).headers['content-type']).toBe('image/png');
    for (const name of ['..%2fstart.ts', '..%2f..%2fpackage.json', 'juniper.svg', 'nothing.png', '%2e%2e'])
      expect((await get(`/sandbox/pictures/${name}`)).status).toBe(404);
  });

  it('know no phone of a tenant that is not there', async () => {
    expect((await get('/sandbox/phones/nobody/parties')).status).toBe(404);
  });
});
