import { spawnSync } from 'node:child_process';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { PLATFORM_PERMISSIONS, TENANT_PERMISSIONS } from '#contracts/access.ts';
import { productRoutes } from '#contracts/api/all.ts';
import { errors } from '#contracts/api/errors.ts';
import { openApi } from '#contracts/api/openapi.ts';
import { type Route, errorsOf } from '#contracts/api/route.ts';
import { givenApi } from './given-api.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}
interface Description {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const description = JSON.parse(JSON.stringify(openApi(productRoutes))) as Description;
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
);

describe('the description of the API', () => {
  it('has every route that is mounted, and no other', async () => {
    await using api = await givenApi();
    const named = (routes: readonly Route[]) => routes.map(({ method, path }) => `${method} ${path}`).toSorted();
    expect(named(api.routes.map(({ route }) => route))).toEqual(named(productRoutes));
    const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
    expect(described.toSorted()).toEqual(named(productRoutes));
  });

  it('is served', async () => {
    await using api = await givenApi();
    const answer = await api.get('/api/openapi.json');
    expect([answer.status, JSON.parse(answer.text).paths]).toEqual([200, description.paths]);
  });

  it('is of OpenAPI 3.1, with one id for each operation', () => {
    expect(description.openapi).toMatch(/^3\.1\.\d+$/);
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(operations.map((one) => [`${one.method} ${one.path}`, one] as const))('declares all of %s', (_, operation) => {
    const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = operation.parameters.filter((one) => one.in === 'path');
    expect(declared.map(({ name, required }) => [name, required])).toEqual(inPath.map((name) => [name, true]));
    expect(operation.summary).toMatch(/^[A-Z].*\.$/);
    expect(operation.tags.filter((tag) => !description.tags.some(({ name }) => name === tag))).toEqual([]);
    const shapes = Object.values(operation.responses).map(({ content }) => Object.values(content).map(({ schema }) => schema));
    expect(shapes.length).toBeGreaterThan(1);
    for (const own of shapes) expect(own).toEqual([expect.any(Object)]);
  });

  it('has schemas that are JSON Schema, and refers to none that is not there', () => {
    const ajv = new Ajv2020({ strict: true, strictTypes: false, strictSchema: false, validateFormats: false });
    const root = { $id: 'https://deskbell.invalid/api', ...description.components };
    ajv.addSchema({ $id: root.$id, components: { schemas: root.schemas } } as object);
    const all = operations.flatMap(({ parameters, requestBody, responses }) => [
      ...parameters.map(({ schema }) => schema),
      ...[requestBody, ...Object.values(responses)].flatMap((one) =>
        Object.values(one?.content ?? {}).map(({ schema }) => schema),
      ),
    ]);
    const absolute = (schema: object) =>
      JSON.parse(JSON.stringify(schema).replaceAll('"#/components', `"${root.$id}#/components`)) as object;
    expect(all.length).toBeGreaterThan(30);
    for (const schema of [...all, ...Object.values(description.components.schemas)])
      expect(() => ajv.compile(absolute(schema))).not.toThrow();
    expect(() => ajv.compile(absolute({ $ref: '#/components/schemas/Nobody' }))).toThrow();
  });

  const python = spawnSync('python3', ['-c', 'import openapi_spec_validator']);
  it.skipIf(python.status !== 0)('passes openapi-spec-validator (a package of Python; skipped where it is not installed)', () => {
    const check = 'import json, sys; from openapi_spec_validator import validate; validate(json.load(sys.stdin))';
    const ran = spawnSync('python3', ['-c', check], { input: JSON.stringify(description), encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
  });
});

describe('every route', () => {
  it.each(productRoutes.map((route) => [route.name, route] as const))('%s has a boundary that fits its path', (_, route) => {
    // What the operator's side reaches of a tenant has a path of its own.
    expect(route.boundary === 'platform').toBe(route.path.startsWith('/api/admin/') && route.boundary !== 'open');
    if (route.boundary === 'open') expect(route.path).not.toContain('/:tenant');
    expect(route.boundary).not.toBe('sandbox');
    if (route.boundary === 'tenant' && route.path.includes('/:tenant')) expect(route.permission in TENANT_PERMISSIONS).toBe(true);
    else if (route.permission !== '') expect(route.permission in PLATFORM_PERMISSIONS).toBe(true);
    expect(Object.keys(route.params)).toEqual([...route.path.matchAll(/:(\w+)/g)].map((match) => match[1]));
    expect(errorsOf(route).filter((code) => !(code in errors))).toEqual([]);
    // The answer is kept with the data of a business, so other routes have to be safe to repeat by themselves.
    if (route.method !== 'GET' && !route.tags.includes('access'))
      expect(route.takesIdempotencyKey).toBe(route.path.includes('/:tenant'));
    if (route.takesIdempotencyKey) expect(route.path).toContain('/:tenant');
  });
});
