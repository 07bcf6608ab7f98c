import { z } from 'zod';
import { type ErrorCode, errors, problem } from './errors.ts';
import { type Answer, type Route, TAGS, carriesVersion, errorsOf } from './route.ts';

/** Of the API, not of Deskbell. Until 1, it may change without notice. */
const API_VERSION = '0.1.0';

const quoted = { type: 'string', pattern: '^"\\d+"$' };
const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description: 'The `ETag` of what you read. If somebody has changed it since, nothing is done.',
  schema: quoted,
};
const ETag = { description: 'The version of what is shown.', schema: quoted };

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 description of these routes. */
export function openApi(routes: readonly Route[]): Json {
  const schemas: Record<string, unknown> = {};
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) (paths[pathOf(route)] ??= {})[route.method.toLowerCase()] = operation(route, schemas);
  const tags = new Set(routes.flatMap((route) => route.tags));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Deskbell API',
      version: API_VERSION,
      description:
        'There is no sign-in yet, so it answers requests from the same machine only. Times are milliseconds since 1970. Errors are `application/problem+json` with a stable `code`.',
    },
    tags: [...tags].map((name) => ({ name, description: TAGS[name] })),
    paths,
    components: { schemas },
  };
}

/** `/tenants/:tenant` is `/tenants/{tenant}` in OpenAPI. */
export function pathOf({ path }: Route): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}

function operation(route: Route, schemas: Record<string, unknown>): Json {
  const { name, says, tags, boundary, permission, body, answers } = route;
  const headers = carriesVersion(route) ? { headers: { ETag } } : {};
  const succeeded = Object.entries(answers).map(([status, answer]) => [status, { ...response(answer, schemas), ...headers }]);
  return {
    operationId: name,
    summary: says,
    tags,
    'x-boundary': boundary,
    ...(permission === '' ? {} : { 'x-permission': permission }),
    parameters: parametersOf(route, schemas),
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input', schemas) } } } }
      : {}),
    responses: { ...Object.fromEntries(succeeded), ...refusals(route, schemas) },
  };
}

function parametersOf({ params, query, version, takesIdempotencyKey }: Route, schemas: Record<string, unknown>): readonly Json[] {
  const inPath = Object.entries<z.ZodType>(params).map(([name, shape]) => ({
    name,
    in: 'path',
    required: true,
    ...described(schemaOf(shape, 'input', schemas)),
  }));
  const { properties = {}, required = [] } = schemaOf(query, 'input', schemas) as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...described(schema),
  }));
  const headers = [...(version === 'needs' ? [IF_MATCH] : []), ...(takesIdempotencyKey ? [idempotencyKey] : [])];
  return [...inPath, ...inQuery, ...headers];
}

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes it safe to repeat the call: within 24 hours, a call with the same key, caller, parameters and body is done once, and gets the same answer. Use a new random key, such as a UUID, for each thing to be done.',
  schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[!-~]+$' },
};

/** The sentence of a parameter stands beside its schema. */
function described({ description, ...schema }: Json): Json {
  return { ...(description === undefined ? {} : { description }), schema };
}

function response(answer: Answer, schemas: Record<string, unknown>): Json {
  return { description: answer.says, content: contentOf(answer, schemas) };
}

/** OpenAPI 3.1 has no word for the events of a stream, so their shapes stand in an extension. */
function contentOf(answer: Answer, schemas: Record<string, unknown>): Json {
  switch (answer.kind) {
    case 'json':
      return { 'application/json': { schema: schemaOf(answer.shape, 'output', schemas) } };
    case 'bytes':
      return { '*/*': { schema: {} } };
    case 'events': {
      const shapes = Object.entries(answer.events).map(([name, shape]) => [name, schemaOf(shape, 'output', schemas)]);
      return { 'text/event-stream': { schema: { type: 'string' }, 'x-events': Object.fromEntries(shapes) } };
    }
  }
}

function refusals(route: Route, schemas: Record<string, unknown>): Json {
  const content = { 'application/problem+json': { schema: schemaOf(problem, 'output', schemas) } };
  const byStatus = Map.groupBy(errorsOf(route), (code) => errors[code].status);
  const declared = [...byStatus].map(([status, codes]) => [status, { description: codes.map(sentence).join(' '), content }]);
  return { ...Object.fromEntries(declared), default: { description: 'Any other error, like a fault of the server.', content } };
}

function sentence(code: ErrorCode): string {
  return `\`${code}\`: ${errors[code].says}`;
}

/** A shape with an id becomes a component of that name, and is referred to. */
function schemaOf(shape: z.ZodType, io: 'input' | 'output', schemas: Record<string, unknown>): Json {
  const { $schema: _, $defs = {}, ...schema } = atComponents(z.toJSONSchema(shape, { io }));
  Object.assign(schemas, $defs);
  return schema;
}

function atComponents(schema: object): { readonly $defs?: object; readonly [key: string]: unknown } {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as ReturnType<typeof atComponents>;
}
