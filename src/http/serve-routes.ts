import Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { Route } from '#contracts/api/route.ts';
import type { Clock } from '#contracts/clock.ts';
import { tenants } from '#contracts/records/platform.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { answeredOnce, idempotencyKey, keepsNothing } from './answered-once.ts';
import { type BodyRoom, bodyRoom } from './body-room.ts';
import { clientOf } from './client.ts';
import { checkProblem, checkReply } from './check-answer.ts';
import { Problem, refusal } from './problem.ts';
import { type Gate, shut } from './gate.ts';
import { rawBytes } from './raw-bytes.ts';
import type { AnyReply, Served } from '#contracts/api/served.ts';
import { serverSentEvents } from './server-sent-events.ts';

const BODY_LIMIT = 100_000;
const ALL_BODIES = 10_000_000;

export interface ServeOptions {
  /** Where the tenants of the paths are. Without it there are none. */
  readonly store?: Store;
  /** For how long answers are kept. Without it, an `Idempotency-Key` is not looked at. */
  readonly clock?: Clock;
  /** Who may call. Without it, only routes that are open to all are served. */
  readonly gate?: Gate;
  /** How many proxies of ours a request has passed. */
  readonly proxies?: number;
  /** Refuses to answer what a route does not describe. For tests: in production it would only cost time. */
  readonly checkAnswers?: boolean;
}

/** Mounts routes: asks who calls, finds the tenant of the path, parses the request, and writes the reply. */
export function serveRoutes(
  all: readonly Served[],
  { store, clock, gate = shut, proxies = 0, checkAnswers = false }: ServeOptions = {},
): Router {
  const router = new Router();
  const room = bodyRoom(ALL_BODIES);
  for (const { route, handle } of all)
    router.register(route.path, [route.method], async (ctx: Context & { params: Record<string, string> }) => {
      try {
        const params = paramsOf(route, ctx.params);
        const caller = await gate(ctx, route, params['tenant']);
        const tenant = 'tenant' in params ? await tenantOf(store, params['tenant'] ?? '') : undefined;
        const key = route.takesIdempotencyKey ? idempotencyKey(ctx.headers['idempotency-key']?.toString()) : undefined;
        const query = parsed(route.query, ctx.query, 'bad_query');
        const body = route.body && parsed(route.body, await jsonOf(ctx, room), 'bad_body');
        const version = route.version === 'needs' ? versionIn(ctx.get('if-match')) : 0;
        const asked = { params, query, body, caller, version, client: clientOf(ctx, proxies) };
        const reply =
          key === undefined || !tenant || !clock
            ? await handle({ ...asked, tenant, keeps: keepsNothing })
            : await answeredOnce(tenant, clock.now(), { route, key, ...asked }, (store, keeps) =>
                handle({ ...asked, tenant: store, keeps }),
              );
        if (checkAnswers) checkReply(route, reply);
        write(ctx, reply, () => gate(ctx, route, params['tenant']));
      } catch (error) {
        if (checkAnswers && error instanceof Problem) checkProblem(route, error);
        throw error;
      }
    });
  return router;
}

/** A missing tenant and one that the caller may not see look the same. */
async function tenantOf(store: Store | undefined, id: string): Promise<TenantStore> {
  const tenant = await store?.platform.get(tenants, id);
  if (!store || !tenant) throw refusal('not_found', 'There is no such tenant.');
  return store.tenant(tenant.value.id);
}

function paramsOf(route: Route, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const shapes = Object.entries<z.ZodType<string>>(route.params);
  const values = shapes.map(([name, shape]) => [name, shape.safeParse(given[name])] as const);
  if (!values.every(([, value]) => value.success)) throw refusal('not_found', 'There is nothing at this address.');
  return Object.fromEntries(values.map(([name, value]) => [name, value.data ?? '']));
}

async function jsonOf(ctx: Context, room: BodyRoom): Promise<unknown> {
  const type = ctx.get('content-type');
  if (type !== '' && !/^application\/json\s*(;|$)/i.test(type))
    throw refusal('not_json', 'Send `Content-Type: application/json`.');
  using body = await rawBytes(ctx, BODY_LIMIT, room);
  try {
    return JSON.parse(Buffer.from(body.bytes).toString('utf8'));
  } catch {
    throw refusal('bad_json', 'The body is not JSON.');
  }
}

/** The sentence names the field and what it must be, never what was sent. */
function parsed<S extends z.ZodType>(shape: S, value: unknown, code: 'bad_query' | 'bad_body'): z.output<S> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === 'unrecognized_keys')
    throw refusal(code, 'is not known here. Leave it out.', shortened([...path, issue.keys[0] ?? '']));
  throw refusal(code, issue?.message ?? 'is wrong', shortened(path) || (code === 'bad_body' ? 'body' : 'query'));
}

const LONGEST_FIELD = 100;
/** The names of unknown fields come from the caller. */
const shortened = (path: readonly string[]) => path.join('.').slice(0, LONGEST_FIELD).toWellFormed();

/** A proxy may have weakened the tag. `*` would overwrite what the caller has not seen. */
function versionIn(header: string): number {
  const [, digits] = /^(?:W\/)?"(\d{1,15})"$/.exec(header.trim()) ?? [];
  if (digits === undefined) throw refusal('version_missing', 'Send `If-Match` with the `ETag` of what you read.');
  return Number(digits);
}

function write(
  ctx: Context,
  { status, version, body, setCookie, file, follow }: AnyReply,
  stillAllowed: () => Promise<unknown>,
): void {
  ctx.status = status;
  if (version !== undefined) ctx.set('ETag', `"${version}"`);
  if (follow) return serverSentEvents(ctx, follow, stillAllowed);
  if (file) {
    ctx.type = file.type;
    ctx.length = file.size;
    ctx.set('Content-Security-Policy', "default-src 'none'; sandbox");
    ctx.set('Content-Disposition', file.shown ? 'inline' : 'attachment');
    ctx.body = file.bytes;
    return;
  }
  ctx.set('Cache-Control', 'no-store');
  if (setCookie !== undefined) ctx.set('Set-Cookie', setCookie);
  ctx.body = body;
}
