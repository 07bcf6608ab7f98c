import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
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

/** What one client can take from a server. Times are in milliseconds. */
export interface Bounds {
  /** Open at once; a connection beyond them is closed as soon as it opens. */
  readonly connections: number;
  /** From the first byte of a connection, or from the opening, until the headers are there. */
  readonly headersMs: number;
  /** Until the body is there, too. */
  readonly requestMs: number;
  /** A connection that neither sends nor takes anything for so long is closed. Longer than the heartbeat of event streams. */
  readonly idleMs: number;
  /** How often the first two are looked at: by default Node does so twice a minute only. */
  readonly checkMs: number;
}
export const USUAL_BOUNDS: Bounds = { connections: 1_000, headersMs: 10_000, requestMs: 30_000, idleMs: 60_000, checkMs: 1_000 };

/** Requests of one connection without an answer. Providers wait for each answer; each request costs memory until it has one. */
const MOST_UNANSWERED = 20;

/** Listens, and on disposal takes no new request, lets the running ones end and closes what stays open. */
export async function listen(app: Koa, host: string, port: number, bounds: Partial<Bounds> = {}): Promise<Listening> {
  const { connections, headersMs, requestMs, idleMs, checkMs } = { ...USUAL_BOUNDS, ...bounds };
  const handle = app.callback();
  const admit = fewUnanswered();
  const server = createServer(
    { requestTimeout: requestMs, headersTimeout: headersMs, connectionsCheckingInterval: checkMs, keepAliveTimeout: 5_000 },
    (request, answer) => {
      if (!admit(request, answer)) return;
      answer.once('finish', () => endUnread(request));
      void handle(request, answer);
    },
  );
  server.maxConnections = connections;
  server.timeout = idleMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: () => close(server) };
}

/** Closes a connection that sends many requests without waiting for answers. */
function fewUnanswered(): (request: IncomingMessage, answer: ServerResponse) => boolean {
  const unanswered = new WeakMap<Socket, number>();
  return ({ socket }, answer) => {
    const now = (unanswered.get(socket) ?? 0) + 1;
    unanswered.set(socket, now);
    answer.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    if (now <= MOST_UNANSWERED) return true;
    socket.destroy();
    return false;
  };
}

const LINGER_MS = 2_000;

/** A body that nobody wants is read on for a moment, so that its sender sees the answer, and not to its end. */
function endUnread(request: IncomingMessage): void {
  if (request.complete) return;
  const end = setTimeout(() => request.complete || request.socket.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(end));
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
