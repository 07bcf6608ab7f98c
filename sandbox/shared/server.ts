import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Router } from '@koa/router';
import Koa from 'koa';
import rawBody from 'raw-body';

export interface Server {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Accepts no new request, waits `drainMs` for current ones, then closes all connections. */
  stop(drainMs?: number): Promise<void>;
}

/**
 * A Koa server on 127.0.0.1 only. It refuses requests under another host name and from another origin, so that no website can
 * reach an emulator through a visitor's browser.
 */
export async function serve(port: number, route: (router: Router) => void): Promise<Server> {
  const app = new Koa();
  app.silent = true;
  const router = new Router();
  route(router);
  app.use(onlyFromHere);
  app.use(router.routes());
  app.use(router.allowedMethods());

  const server = createServer(app.callback());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // While a TCP server listens, its address is an object.
  const { port: taken } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${taken}`,
    async stop(drainMs = 2000) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

const HERE = new Set(['127.0.0.1', 'localhost', '[::1]']);
const hostOf = (address: string): string => address.replace(/:\d+$/, '');

async function onlyFromHere(ctx: Koa.Context, next: Koa.Next): Promise<void> {
  const origin = ctx.get('origin');
  const foreignOrigin = origin !== '' && !HERE.has(hostOf(origin.replace(/^https?:\/\//, '')));
  if (!HERE.has(hostOf(ctx.get('host'))) || foreignOrigin) {
    ctx.status = 421;
    ctx.body = 'This emulator answers on 127.0.0.1 only.\n';
    return;
  }
  await next();
}

/** Reads the raw body. A body larger than `limit` gets 413. */
export function readBody(ctx: Koa.Context, limit: number): Promise<Buffer> {
  return rawBody(ctx.req, { length: ctx.request.length ?? null, limit });
}

/** Leaves the request without an answer, until the client disconnects or the server stops. */
export function neverAnswer(ctx: Koa.Context): Promise<void> {
  ctx.respond = false;
  return new Promise((resolve) => ctx.res.once('close', resolve));
}
