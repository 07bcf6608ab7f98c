import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Router from '@koa/router';
import type { Context } from 'koa';
import { moveClock, showSandbox } from '#contracts/api/sandbox.ts';
import { bodyRoom } from '#http/body-room.ts';
import { Problem } from '#http/problem.ts';
import { rawBytes } from '#http/raw-bytes.ts';
import { serveRoutes } from '#http/serve-routes.ts';
import { type Served, served } from '#contracts/api/served.ts';
import type { SandboxClock } from '../shared/clock.ts';

export interface Phone {
  readonly tenant: string;
  readonly name: string;
  readonly channel: string;
  readonly number: string;
  readonly zone: string;
  readonly region: string;
  readonly business: string;
  /** URL of the emulator. */
  readonly url: string;
}

export interface SandboxNeeds {
  readonly clock: SandboxClock;
  readonly phones: () => Promise<readonly Phone[]>;
  /** Moves the emulators' clocks. Resolves when all have followed. */
  readonly tellTime: (offsetMs: number) => Promise<void>;
  /** Further routes of the sandbox, like signing in with one click. */
  readonly more?: readonly Served[];
  /** Refuses to answer what a route does not describe. For tests. */
  readonly checkAnswers?: boolean;
}

const BODY_LIMIT = 24_000_000;
/** Space for a few files at once. */
const ALL_BODIES = 100_000_000;
const PICTURES = join(import.meta.dirname, '../pictures');

/** The sandbox's phones, clock and pictures. The app alone does not have these routes. */
export function sandboxRoutes(needs: SandboxNeeds): readonly Router[] {
  return [
    serveRoutes([...clockRoutes(needs), ...(needs.more ?? [])], { checkAnswers: needs.checkAnswers ?? false }),
    phoneRoutes(needs),
  ];
}

function clockRoutes({ clock, phones, tellTime }: SandboxNeeds): readonly Served[] {
  return [
    served(showSandbox, async () => {
      const shown = (await phones()).map(({ url: _, ...shown }) => shown);
      return { status: 200, body: { now: clock.now(), offsetMs: clock.offset(), phones: shown } };
    }),
    served(moveClock, async ({ body }) => {
      clock.moveTo(clock.offset() + body.advanceMs);
      await tellTime(clock.offset());
      return { status: 200, body: { now: clock.now(), offsetMs: clock.offset() } };
    }),
  ];
}

function phoneRoutes({ phones }: SandboxNeeds): Router {
  const router = new Router({ prefix: '/sandbox' });
  const room = bodyRoom(ALL_BODIES);

  router.get('/pictures/:name', async (ctx) => {
    const name = ctx.params['name'] ?? '';
    const file = join(PICTURES, name);
    if (!/^[\w-]+\.png$/.test(name) || !(await stat(file).catch(() => undefined)))
      throw new Problem(404, 'not_found', 'There is no such picture.');
    ctx.type = 'image/png';
    ctx.set('Cache-Control', 'public, max-age=3600');
    ctx.body = createReadStream(file);
  });

  router.all('/phones/:tenant/*rest', async (ctx) => forward(ctx));
  return router;

  /** Forwards a request of the phone page to that business's emulator, streams included. */
  async function forward(ctx: Context & { params: Record<string, string> }): Promise<void> {
    const phone = (await phones()).find((one) => one.tenant === ctx.params['tenant']);
    if (!phone) throw new Problem(404, 'not_found', 'There is no such phone.');
    const gone = new AbortController();
    ctx.res.once('close', () => gone.abort());
    const address = controlAddress(phone, ctx.url);
    if (!address) throw new Problem(404, 'not_found', 'There is no such address on the phone.');
    using held = ctx.method === 'GET' || ctx.method === 'HEAD' ? null : await rawBytes(ctx, BODY_LIMIT, room);
    const body = held && Buffer.from(held.bytes);
    const answer = await fetch(address, {
      method: ctx.method,
      redirect: 'manual',
      headers: body ? { 'content-type': ctx.get('content-type') || 'application/json' } : {},
      body,
      signal: gone.signal,
    }).catch(() => {
      throw new Problem(502, 'emulator_gone', 'The emulator does not answer; start the sandbox again.');
    });
    ctx.status = answer.status;
    // A file from a customer may be an HTML page. It must not run as one of ours.
    ctx.set('Content-Security-Policy', "default-src 'none'; sandbox");
    for (const header of ['content-type', 'cache-control', 'content-disposition']) {
      const value = answer.headers.get(header);
      if (value !== null) ctx.set(header, value);
    }
    ctx.body = answer.body ? Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream) : null;
    if (answer.body) (ctx.body as Readable).on('error', () => ctx.res.destroy());
  }
}

/**
 * The part of the path after the tenant, within the control API of its emulator. `undefined` if dots lead out of it, to the
 * provider's own API.
 */
export function controlAddress({ url }: Pick<Phone, 'url'>, asked: string): URL | undefined {
  const [, path] = /^\/sandbox\/phones\/[^/?#]+\/(.*)$/s.exec(asked) ?? [];
  if (path === undefined) return undefined;
  const address = new URL(`/control/${path}`, url);
  return address.origin === new URL(url).origin && address.pathname.startsWith('/control/') ? address : undefined;
}
