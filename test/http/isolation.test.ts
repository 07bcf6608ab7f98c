import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEY_PERMISSIONS, ROLES, type Role, mayInTenant } from '#contracts/access.ts';
import { productRoutes } from '#contracts/api/all.ts';
import { type Route, addressOf } from '#contracts/api/route.ts';
import { memberships, users } from '#contracts/records/access.ts';
import { tenants } from '#contracts/records/platform.ts';
import { insert, remove } from '#contracts/store.ts';
import { makeKey } from '#core/access/keys.ts';
import { membershipId } from '#core/access/users.ts';
import { givenPerson, givenSession } from '#test/support/access.ts';
import type { Answer } from './ask.ts';
import { givenApi } from './given-api.ts';

const ofTenant = productRoutes.filter(({ path }) => path.includes('/:tenant'));
const signedIn = productRoutes.filter(({ boundary }) => boundary === 'tenant' || boundary === 'platform');

let world: Awaited<ReturnType<typeof given>>;
beforeAll(async () => {
  world = await given();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Two businesses, with somebody of each role in both of them apart. */
async function given() {
  const api = await givenApi();
  const { access } = api;
  await access.platform.commit([insert(tenants, { id: 'tenant-2', name: 'Other Salon', createdAt: 1 })]);
  const cookieOf = async (tenantId: string, role: Role) => {
    const id = await givenPerson(access, { email: `${role}@${tenantId}.example`, roles: { [tenantId]: role } });
    return { id, cookie: `deskbell=${await givenSession(access, id)}` };
  };
  const people = new Map(await Promise.all(ROLES.map(async (role) => [role, await cookieOf('tenant-1', role)] as const)));
  const foreign = await cookieOf('tenant-2', 'owner');
  const operator = await givenPerson(access, { email: 'op@desk.example', operator: true });
  const operatorToken = await givenSession(access, operator, 'platform');
  const keyOf = async (tenantId: string) => {
    const asked = { tenantId, name: 'k', permissions: KEY_PERMISSIONS, expiresAt: 0, by: 'x' };
    return { authorization: `Bearer ${(await makeKey(access, asked)).key}` };
  };
  return {
    ...api,
    people,
    foreign,
    operatorToken,
    ownKey: await keyOf('tenant-1'),
    foreignKey: await keyOf('tenant-2'),
    call: (route: Route, headers: Record<string, string>, tenant = 'tenant-1') =>
      api.askAs({ ...headers, ...(route.body ? { 'content-type': 'application/json' } : {}) }, pathOf(route, tenant), {
        method: route.method,
        ...(route.body ? { body: '{}' } : {}),
      }),
  };
}

function pathOf(route: Route, tenant: string): string {
  const params = Object.fromEntries(Object.keys(route.params).map((name) => [name, name === 'tenant' ? tenant : 'missing']));
  return addressOf(route, params as never);
}

/** All that a caller can see of an answer. */
function seen({ status, text, headers }: Answer): string {
  const { date: _date, ...shown } = headers;
  return JSON.stringify([status, text, shown]);
}

describe('every route of a business', () => {
  it.each(ofTenant.map((route) => [route.name, route] as const))(
    '%s: a foreign one looks as one that is not there',
    async (_, route) => {
      if (route.boundary !== 'tenant') return;
      for (const headers of [{ cookie: world.foreign.cookie }, world.foreignKey]) {
        const [other, missing] = [await world.call(route, headers), await world.call(route, headers, 'nobody')];
        expect(other.status).toBe(404);
        expect(seen(other)).toBe(seen(missing));
      }
    },
  );
});

describe('every route that is not open', () => {
  const nobody: readonly (readonly [string, () => Record<string, string>])[] = [
    ['nothing', () => ({})],
    ['a made-up cookie', () => ({ cookie: `deskbell=${'x'.repeat(43)}; deskbell-admin=${'x'.repeat(43)}` })],
    ['a made-up key', () => ({ authorization: `Bearer dbk_${'x'.repeat(43)}` })],
    ['an endless key', () => ({ authorization: `Bearer dbk_${'x'.repeat(5_000)}` })],
    ['a scheme of another kind', () => ({ authorization: 'Basic b3duZXI6b3duZXI=' })],
  ];
  it.each(signedIn.map((route) => [route.name, route] as const))('%s refuses who is not signed in', async (_, route) => {
    for (const [what, headers] of nobody) expect([what, (await world.call(route, headers())).status]).toEqual([what, 401]);
  });

  it.each(signedIn.map((route) => [route.name, route] as const))('%s takes no token of the other side', async (_, route) => {
    const other =
      route.boundary === 'tenant'
        ? [`deskbell=${world.operatorToken}`, `deskbell-admin=${world.operatorToken}`]
        : ROLES.map((role) => world.people.get(role)?.cookie ?? '').flatMap((cookie) => [
            cookie,
            cookie.replace('deskbell', 'deskbell-admin'),
          ]);
    for (const cookie of other) expect((await world.call(route, { cookie })).status).toBe(401);
    if (route.boundary === 'platform') expect((await world.call(route, world.ownKey)).status).toBe(401);
  });
});

describe('the table of permissions', () => {
  const own = ofTenant.filter(({ boundary }) => boundary === 'tenant');
  it.each(own.map((route) => [route.name, route] as const))('%s is for the roles that it names', async (_, route) => {
    // A live stream stays open.
    if (route.answers[200]?.kind === 'events') return;
    for (const role of ROLES) {
      const { status } = await world.call(route, { cookie: world.people.get(role)?.cookie ?? '' });
      expect([role, status === 403]).toEqual([role, !mayInTenant(role, route.permission)]);
    }
    const allowed: readonly string[] = KEY_PERMISSIONS;
    expect((await world.call(route, world.ownKey)).status === 403).toBe(!allowed.includes(route.permission));
  });
});

it('a person who is removed is out with the next request', async () => {
  const { access } = world;
  const id = await givenPerson(access, { email: 'short@tenant-1.example', roles: { 'tenant-1': 'agent' } });
  const cookie = `deskbell=${await givenSession(access, id)}`;
  const status = async () => (await world.askAs({ cookie }, '/api/tenants/tenant-1/inbox-counts')).status;
  expect(await status()).toBe(200);
  const was = await access.platform.get(memberships, membershipId('tenant-1', id));
  if (was) await access.platform.commit([remove(memberships, was)]);
  expect(await status()).toBe(404);
});

it('signs in, shows who one is, and signs out', async () => {
  const { access } = world;
  const id = await givenPerson(access, {
    email: 'kim@tenant-1.example',
    roles: { 'tenant-1': 'viewer' },
    passwordHash: 'plain:hers',
  });
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ email: 'Kim@tenant-1.example', password: 'hers' });
  const entered = await world.askAs(headers, '/api/sign-in', { method: 'POST', body });
  expect(entered.status).toBe(200);
  const [set = ''] = entered.headers['set-cookie'] ?? [];
  expect(set).toMatch(/^deskbell=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
  const cookie = set.split(';')[0] ?? '';
  const me = await world.askAs({ cookie }, '/api/me');
  expect(JSON.parse(me.text)).toMatchObject({
    id,
    email: 'kim@tenant-1.example',
    secondFactor: false,
    tenants: [{ role: 'viewer' }],
  });
  expect(JSON.parse(me.text).tenants[0].permissions).not.toContain('messages.send');
  const left = await world.askAs({ cookie }, '/api/sign-out', { method: 'POST' });
  expect(left.headers['set-cookie']?.[0]).toMatch(/^deskbell=; .*Max-Age=0/);
  expect((await world.askAs({ cookie }, '/api/me')).status).toBe(401);
  expect((await access.platform.get(users, id))?.value.passwordHash).toBe('plain:hers');
});

it('says how long to wait after too many attempts', async () => {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ email: 'lou@tenant-1.example', password: 'guess' });
  const tries = async () => await world.askAs(headers, '/api/sign-in', { method: 'POST', body });
  let answer = await tries();
  for (let n = 0; answer.status === 401 && n < 10; n += 1) answer = await tries();
  expect([answer.status, answer.headers['retry-after'], JSON.parse(answer.text).code]).toEqual([429, '1', 'slow_down']);
});
