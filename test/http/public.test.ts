import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolve } from '#app/token.ts';
import { ACCESS } from '#app/tokens.ts';
import { clientOf } from '#http/client.ts';
import { givenPerson } from '#test/support/access.ts';
import { type Asking, ask } from './ask.ts';
import { type App, givenApp } from './given.ts';

const HOST = 'desk.example';
const PASSWORD = 'four words make sense';

let app: App;
beforeAll(async () => {
  app = await givenApp({ settings: { DESKBELL_PAGES_URL: `https://${HOST}`, DESKBELL_PROXIES: '1' } });
  const access = resolve(app.container, ACCESS);
  const passwordHash = await access.passwords.hash(PASSWORD);
  await givenPerson(access, { email: 'pat@salon.example', roles: { juniper: 'owner' }, passwordHash });
});
afterAll(() => app[Symbol.asyncDispose]());

const as = (path: string, { headers, ...asking }: Asking = {}) =>
  ask(app.pagesUrl, { path, ...asking, headers: { host: HOST, ...headers } });
const signIn = (password: string, headers: Record<string, string> = {}) =>
  as('/api/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: `https://${HOST}`, ...headers },
    body: JSON.stringify({ email: 'pat@salon.example', password }),
  });

describe('published pages', () => {
  it('give a cookie that no other site, no script and no plain connection gets', async () => {
    const { status, headers } = await signIn(PASSWORD);
    expect(status).toBe(200);
    expect(headers['set-cookie']?.[0]).toMatch(
      /^__Host-deskbell=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/,
    );
    expect(headers['strict-transport-security']).toMatch(/^max-age=31536000/);
    expect(headers['cache-control']).toBe('no-store');
    const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect((await as('/api/me', { headers: { cookie } })).status).toBe(200);
    expect((await as('/api/me', { headers: { cookie: cookie.replace('__Host-', '') } })).status).toBe(401);
  });

  it.each([
    ['another host', { host: 'evil.example' }],
    ['a host that begins alike', { host: `${HOST}.evil.example` }],
    ['another port', { host: `${HOST}:8443` }],
  ])('refuse %s', async (_, headers) => {
    const { status, text } = await as('/api/me', { headers });
    expect([status, JSON.parse(text).code]).toEqual([403, 'foreign_host']);
  });

  it.each(['https://evil.example', `http://${HOST}`, 'null', `https://${HOST}.evil.example`])(
    'refuse what a page of %s sends',
    async (origin) => {
      const { status, text, headers } = await signIn(PASSWORD, { origin });
      expect([status, JSON.parse(text).code, headers['set-cookie']]).toEqual([403, 'foreign_origin', undefined]);
    },
  );

  it('show neither metrics nor health: those are on another port', async () => {
    for (const path of ['/metrics', '/health/ready', '/health/live']) expect((await as(path)).text).toMatch(/^<!doctype html>/i);
  });

  it('slow one visitor down and not the next, by the address that our proxy has seen', async () => {
    const guess = (seen: string) => signIn('a wrong guess', { 'x-forwarded-for': seen });
    for (let n = 0; n < 6; n += 1) expect((await guess(`10.0.0.${n}, 203.0.113.9`)).status).toBe(401);
    expect((await guess('10.0.0.7, 203.0.113.9')).status).toBe(429);
    expect((await signIn(PASSWORD, { 'x-forwarded-for': '203.0.113.10' })).status).toBe(200);
  });
});

describe('the address of a client', () => {
  const of = (proxies: number, forwarded?: string | string[]) =>
    clientOf({ req: { headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress: '192.0.2.1' } } } as never, proxies)
      .address;

  it('is that of the connection without proxies, whatever is said', () => {
    expect(of(0, '203.0.113.1')).toBe('192.0.2.1');
  });
  it('is the nth from the right, as each proxy adds what it sees', () => {
    expect(of(1, 'made up, 203.0.113.1')).toBe('203.0.113.1');
    expect(of(2, 'made up, 203.0.113.1, 203.0.113.2')).toBe('203.0.113.1');
    expect(of(2, ['made up', '2001:db8::1, 203.0.113.2'])).toBe('2001:db8::1');
  });
  it('is that of the connection when there are fewer than there should be, or none that is an address', () => {
    expect(of(2, '203.0.113.1')).toBe('192.0.2.1');
    expect(of(1, 'unknown')).toBe('192.0.2.1');
    expect(of(1)).toBe('192.0.2.1');
  });
});
