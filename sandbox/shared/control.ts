import type { Router, RouterContext } from '@koa/router';
import type Koa from 'koa';
import { z } from 'zod';
import { faults, newCustomer, phoneSays } from '#contracts/api/phone.ts';
import { boundedJson } from '#contracts/inbound-rules/bounded-json.ts';
import { type Person, shown } from './customers.ts';
import { type ProviderSide, read, say } from './phone.ts';
import { Refused } from './refused.ts';
import type { Business, Sandbox } from './sandbox.ts';
import { readBody } from './server.ts';

/** Media can be 100 MB, and base64 makes it a third larger. */
const MOST_BYTES = 140_000_000;
/** Limit for all other bodies. */
const FEW_BYTES = 100_000;
const DEEPEST = 10;

/** The routes of `contracts/api/phone.ts`: what a person does with the phone, and the fault switches. */
export function controlRoutes(router: Router, sandbox: Sandbox, provider: ProviderSide): void {
  const { accepted, chats, clock, courier, customers, changes, media, passages } = sandbox;

  function chatOf(ctx: RouterContext): [Business, Person] {
    const business = sandbox.businesses.find((each) => each.id === ctx.params['business']);
    const customer = customers.get(ctx.params['customer'] ?? '');
    if (!business || !customer) throw new Refused(404, 'no such chat');
    return [business, customer];
  }

  router.use('/control', problems);
  router.get('/control/parties', (ctx) => {
    ctx.body = {
      businesses: sandbox.businesses.map(({ id, name, number }) => ({ id, name, number })),
      customers: customers.all().map(shown),
    };
  });
  router.post('/control/customers', async (ctx) => {
    ctx.body = shown(await customers.add(await parsed(ctx, newCustomer)));
    ctx.status = 201;
  });
  router.get('/control/chats/:business/:customer', (ctx) => {
    const [business, customer] = chatOf(ctx);
    ctx.body = chats.show(business.id, customer.id);
  });
  router.post('/control/chats/:business/:customer/messages', async (ctx) => {
    const chat = chatOf(ctx);
    ctx.body = { id: await say(sandbox, provider, ...chat, await parsed(ctx, phoneSays, MOST_BYTES)) };
    ctx.status = 201;
  });
  router.post('/control/chats/:business/:customer/read', async (ctx) => {
    await read(sandbox, provider, ...chatOf(ctx));
    ctx.body = {};
  });
  router.get('/control/media/:id', (ctx) => {
    const about = media.about(ctx.params['id'] ?? '');
    const bytes = about && media.bytes(about.id);
    if (!about || !bytes) throw new Refused(404, 'no such media');
    // Untrusted bytes: shown as a picture or video, never run as a page.
    ctx.set({ 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff' });
    if (!/^(image\/(?!svg)|audio\/|video\/)/.test(about.mimeType)) ctx.attachment(about.fileName ?? 'file');
    ctx.type = about.mimeType;
    ctx.body = bytes;
  });
  router.get('/control/faults', (ctx) => {
    ctx.body = sandbox.faults.now();
  });
  router.put('/control/faults', async (ctx) => {
    ctx.body = await sandbox.faults.set(await parsed(ctx, faults));
  });
  const time = () => ({ offsetMs: clock.offset(), now: clock.now() });
  router.get('/control/clock', (ctx) => {
    ctx.body = time();
  });
  router.put('/control/clock', async (ctx) => {
    const { offsetMs } = await parsed(ctx, z.object({ offsetMs: z.int().nonnegative() }));
    if (!(await sandbox.moveClock(offsetMs)))
      throw new Refused(409, `offsetMs: the clock never goes back; it is ${clock.offset()}`);
    ctx.body = time();
  });
  router.get('/control/accepted', (ctx) => {
    ctx.body = accepted.all();
  });
  router.get('/control/passages', (ctx) => {
    ctx.body = passages.all();
  });
  router.get('/control/pending', (ctx) => {
    ctx.body = { webhooks: courier.pending() };
  });
  router.get('/control/live', (ctx) => {
    ctx.set({ 'cache-control': 'no-cache', 'x-accel-buffering': 'no' });
    ctx.type = 'text/event-stream';
    ctx.body = changes.listen();
  });
}

async function parsed<S extends z.ZodType>(ctx: Koa.Context, shape: S, most = FEW_BYTES): Promise<z.output<S>> {
  if (!ctx.is('application/json')) throw new Refused(415, 'the body must be application/json');
  const json = boundedJson((await readBody(ctx, most)).toString('utf8'), DEEPEST);
  if (json === undefined) throw new Refused(400, 'the body is not JSON, or too much of it');
  const result = shape.safeParse(json);
  if (!result.success) throw new Refused(400, z.prettifyError(result.error).slice(0, 1_000));
  return result.data;
}

async function problems(ctx: Koa.Context, next: Koa.Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    const status = statusOf(error);
    ctx.status = status;
    ctx.type = 'application/problem+json';
    ctx.body = JSON.stringify({ status, title: status < 500 && error instanceof Error ? error.message : 'The emulator failed.' });
  }
}

/** Our own refusals expose their status and message, and so do those of raw-body (413, 400). */
export const statusOf = (error: unknown): number =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
