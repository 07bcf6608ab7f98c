import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import type { Log } from '#contracts/log.ts';
import { problems } from './problem.ts';

export interface Listening extends AsyncDisposable {
  readonly port: number;
}

/** A Koa app of these parts, with one place for its errors. */
export function koaApp(log: Log, parts: readonly (Middleware | Router)[]): Koa {
  const app = new Koa();
  app.silent = true;
  app.use(problems((error, path) => log.error('request failed', { path: firstPart(path), error: nameOf(error) })));
  for (const part of parts) app.use('routes' in part ? (part.routes() as unknown as Middleware) : part);
  return app;
}

/** Listens, and on disposal takes no new request, lets the running ones end and closes what stays open. */
export async function listen(app: Koa, host: string, port: number): Promise<Listening> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 5_000 }, app.callback());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: () => close(server) };
}

const DRAIN_MS = 2_000;

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const rest = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(rest);
}

/** Paths hold ids that are as good as secrets (connections): only the first part is logged. */
function firstPart(path: string): string {
  return `/${path.split('/')[1] ?? ''}`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}${'code' in error ? ` ${String(error.code)}` : ''}` : typeof error;
}
