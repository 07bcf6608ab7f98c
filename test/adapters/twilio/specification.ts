import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { expect } from 'vitest';
import type { SentRequest } from '#test/contracts/channel/wire.ts';

/** Twilio's own description of its API. It does not travel with the project. */
const FOLDER = new URL('../../../../shared/specs/', import.meta.url);
const NAME = 'twilio.openapi.json';

export const hasSpecification = existsSync(new URL(NAME, FOLDER));

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly $ref?: string;
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
interface Specification {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, Operation>> & { readonly servers?: readonly { url: string }[] }>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Repairs {
  readonly files: Readonly<Record<string, { readonly patch: readonly { readonly op: string; readonly path: string }[] }>>;
}

const specification = hasSpecification ? repaired() : undefined;
const options = { strict: false, allErrors: true, logger: false } as const;
const json = withSpecification(new Ajv(options));
/** Forms and queries hold text only. */
const texts = withSpecification(new Ajv({ ...options, coerceTypes: 'array' }));

/** Throws when Twilio's description does not allow the request: path, server, query, every field and its value. */
export function allowed(request: SentRequest): void {
  expect(request.headers['authorization']).toMatch(/^Basic /);
  expect(request.redirect).toBe('manual');
  if (specification === undefined) return;
  const path = Object.keys(specification.paths).find((one) => pattern(one).test(request.url.pathname));
  if (path === undefined) throw new Error(`no such path: ${request.url.pathname}`);
  expect(specification.paths[path]?.servers?.map(({ url }) => url)).toContain(request.url.origin);
  const operation = specification.paths[path]?.[request.method.toLowerCase()];
  if (operation === undefined) throw new Error(`no such operation: ${request.method} ${path}`);
  query(operation, request.url);
  body(operation, request);
}

function query({ parameters = [] }: Operation, url: URL): void {
  const known = parameters.filter((one) => one.in === 'query');
  for (const [name, value] of url.searchParams) {
    const schema = known.find((one) => one.name === name)?.schema;
    if (schema === undefined) throw new Error(`no such query parameter: ${name}`);
    valid(texts, { type: 'object', properties: { [name]: schema } }, { [name]: value });
  }
}

function body({ requestBody }: Operation, { headers, body: text }: SentRequest): void {
  if (requestBody === undefined) return expect(text).toBe('');
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const schema = requestBody.content[type]?.schema;
  if (schema === undefined) throw new Error(`no such content type: ${type}`);
  const fields: Record<string, unknown> =
    type === 'application/json' ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
  const known = Object.keys(resolved(schema).properties ?? {});
  for (const name of Object.keys(fields)) expect(known).toContain(name);
  valid(type === 'application/json' ? json : texts, schema, fields);
}

function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (specification?.components.schemas[name] ?? {});
}

function valid(ajv: Ajv, schema: object, value: unknown): void {
  const check = ajv.compile(withReferences(schema));
  if (!check(value)) throw new Error(ajv.errorsText(check.errors));
}

/** The names of some components hold dots, which is fine in a pointer; only the document they point into is missing. */
function withReferences(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"twilio#/components/'));
}

function withSpecification(ajv: Ajv): Ajv {
  formats.default(ajv);
  if (specification !== undefined) ajv.addSchema({ $id: 'twilio', components: specification.components });
  return ajv;
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
}

function repaired(): Specification {
  const document: Specification = JSON.parse(readFileSync(new URL(NAME, FOLDER), 'utf8'));
  const repairs: Repairs = JSON.parse(readFileSync(new URL('repairs.json', FOLDER), 'utf8'));
  for (const { op, path } of repairs.files[NAME]?.patch ?? []) {
    if (op !== 'remove') throw new Error(`a repair of a kind that is not known here: ${op}`);
    const steps = path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop() ?? '';
    const place = steps.reduce<unknown>(
      (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
      document,
    );
    if (typeof place === 'object' && place !== null) Reflect.deleteProperty(place, last);
  }
  return document;
}
