import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineRoute, json } from '#contracts/api/route.ts';
import { tenants } from '#contracts/records/platform.ts';
import { insert } from '#contracts/store.ts';
import { refusal } from '#http/problem.ts';
import { serveRoutes } from '#http/serve-routes.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { koaApp, listen } from '#http/servers.ts';
import { givenTenant } from '#test/support/given.ts';
import { quietLog } from '#test/support/quiet.ts';
import { ask } from './ask.ts';

const common = { boundary: 'tenant', permission: 'x', says: 'Says it.', tags: ['tenants'] } as const;
const order = defineRoute({
  ...common,
  name: 'order',
  method: 'POST',
  path: '/t/:tenant/orders/:order',
  params: { tenant: z.string(), order: z.string().max(5) },
  query: z.strictObject({ many: z.coerce.number<string>('must be a number').int().optional() }),
  body: z.strictObject({ what: z.strictObject({ name: z.string().min(1, 'must not be empty') }) }),
  answers: { 200: json(z.object({ order: z.string(), of: z.string(), many: z.int().optional() }), 'It.') },
  errors: ['in_the_past'],
});
const handled = served(order, async ({ params, query, body, tenant }) => ({
  status: 200,
  body: { order: `${params.order} ${body.what.name}`, of: tenant.tenantId, many: query.many },
}));

async function given(all: readonly Served[], checkAnswers = true) {
  const { store } = await givenTenant();
  await store.platform.commit([insert(tenants, { id: 'tenant-2', name: 'Two', createdAt: 1 })]);
  const server = await listen(
    koaApp(quietLog, [serveRoutes(all, { store, gate: async () => ({ kind: 'user', id: 'ann' }), checkAnswers })]),
    '127.0.0.1',
    0,
  );
  return {
    async post(path: string, body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) {
      const answer = await ask(`http://127.0.0.1:${server.port}`, { path, method: 'POST', headers, body });
      return { status: answer.status, type: answer.headers['content-type'], body: JSON.parse(answer.text) };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const GOOD = '{"what":{"name":"tea"}}';

describe('a route', () => {
  it('hands the parsed request and the tenant of its path to its handler', async () => {
    await using api = await given([handled]);
    expect(await api.post('/t/tenant-2/orders/o1?many=3', GOOD)).toMatchObject({
      status: 200,
      body: { order: 'o1 tea', of: 'tenant-2', many: 3 },
    });
  });

  it.each([
    ['/t/tenant-1/orders/o1?many=few', GOOD, 'bad_query', 'many', 'many: must be a number'],
    ['/t/tenant-1/orders/o1?many=1&many=2', GOOD, 'bad_query', 'many', 'many: must be a number'],
    ['/t/tenant-1/orders/o1?manny=1', GOOD, 'bad_query', 'manny', 'manny: is not known here. Leave it out.'],
    ['/t/tenant-1/orders/o1', '{"what":{"name":""}}', 'bad_body', 'what.name', 'what.name: must not be empty'],
    ['/t/tenant-1/orders/o1', '{"what":{"name":"a","b":1}}', 'bad_body', 'what.b', 'what.b: is not known here. Leave it out.'],
    ['/t/tenant-1/orders/o1', 'tea', 'bad_json', undefined, 'The body is not JSON.'],
    ['/t/tenant-1/orders/o1', '', 'bad_json', undefined, 'The body is not JSON.'],
  ])('refuses bad input (%s %s) with the field and the fix', async (path, body, code, field, detail) => {
    await using api = await given([handled]);
    expect(await api.post(path, body)).toEqual({
      status: 400,
      type: 'application/problem+json',
      body: { type: 'about:blank', status: 400, code, detail, ...(field === undefined ? {} : { field }) },
    });
  });

  it('takes JSON only, up to 100 kB', async () => {
    await using api = await given([handled]);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])
      expect((await api.post('/t/tenant-1/orders/o1', GOOD, { 'content-type': type })).body.code).toBe('not_json');
    for (const type of ['application/json; charset=utf-8', 'Application/JSON'])
      expect((await api.post('/t/tenant-1/orders/o1', GOOD, { 'content-type': type })).status).toBe(200);
    const large = JSON.stringify({ what: { name: 'x'.repeat(100_000) } });
    expect(await api.post('/t/tenant-1/orders/o1', large)).toMatchObject({ status: 413, body: { code: 'too_large' } });
  });

  it('is not found for a tenant that is not there, and for a parameter that cannot be one', async () => {
    await using api = await given([handled]);
    for (const path of ['/t/nobody/orders/o1', '/t/tenant-1/orders/longer', '/t/tenant-1%00/orders/o1'])
      expect([path, (await api.post(path, 'not even JSON')).body.code]).toEqual([path, 'not_found']);
  });

  it('with a handler that does not fit does not compile', () => {
    // `npm run check` fails on each of these lines that begins to compile.
    // @ts-expect-error a field is missing
    served(order, async () => ({ status: 200, body: { order: 'o1' } }));
    // @ts-expect-error a status that is not declared
    served(order, async () => ({ status: 201, body: { order: 'o1', of: 't' } }));
    // @ts-expect-error a parameter that is not in the path
    served(order, async ({ params }) => ({ status: 200, body: { order: params.other, of: 't' } }));
    // @ts-expect-error a path with a parameter that has no shape
    defineRoute({ ...common, name: 'a', method: 'GET', path: '/a/:b', params: {}, answers: {} });
    expect(order.path).toBe('/t/:tenant/orders/:order');
  });
});

describe('an answer that its route does not describe', () => {
  const answers = (body: object) => served(order, async () => ({ status: 200, body: body as never }));
  const bad: readonly (readonly [string, Served, string])[] = [
    [
      'a field too many',
      answers({ order: 'o', of: 't', secret: 1 }),
      'order does not describe a field that is not described: secret',
    ],
    [
      'a field of another type',
      answers({ order: 1, of: 't' }),
      'order does not describe order: Invalid input: expected string, received number',
    ],
    [
      'another error',
      served(order, () => Promise.reject(refusal('too_many_labels', 'no'))),
      'order does not describe the error too_many_labels',
    ],
  ];

  it.each(bad)('(%s) fails in tests', async (_, one, detail) => {
    await using api = await given([one]);
    expect((await api.post('/t/tenant-1/orders/o1', GOOD)).body).toMatchObject({ code: 'undescribed', detail });
  });

  it('costs nothing outside of tests', async () => {
    await using api = await given([answers({ order: 'o', of: 't', more: 1 })], false);
    expect(await api.post('/t/tenant-1/orders/o1', GOOD)).toMatchObject({ status: 200, body: { more: 1 } });
  });

  it('is none when the error is described', async () => {
    await using api = await given([served(order, () => Promise.reject(refusal('in_the_past', 'no')))]);
    expect(await api.post('/t/tenant-1/orders/o1', GOOD)).toMatchObject({ status: 422, body: { code: 'in_the_past' } });
  });
});
