import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import type { Log } from '#contracts/log.ts';
import { problems } from './problem.ts';

export interface Listening extends AsyncDisposable {
  readonly port: number;
}

/** Builds a Koa app with one error handler for all parts. */
export function koaApp(log: Log, parts: readonly (Middleware | Router)[]): Koa {
  const app = new Koa();
  app.silent = true;
  app.use(problems((error, path) => log.error('request failed', { path: firstPart(path), error: nameOf(error) })));
  for (const part of parts) app.use('routes' in part ? (part.routes() as unknown as Middleware) : part);
  return app;
}

/** How much one client can use. Times are in milliseconds. */
export interface Bounds {
  /** The most open connections. Further ones are closed as soon as they open. */
  readonly connections: number;
  /** Time for the headers, counted from the opening of the connection or from the first byte of the next request. */
  readonly headersMs: number;
  /** Time for the headers and the body together. */
  readonly requestMs: number;
  /** A connection without traffic for this long is closed. Longer than the heartbeat of event streams. */
  readonly idleMs: number;
  /** How often the first two times are checked. Node's default is only twice a minute. */
  readonly checkMs: number;
}
export const USUAL_BOUNDS: Bounds = { connections: 1_000, headersMs: 10_000, requestMs: 30_000, idleMs: 60_000, checkMs: 1_000 };

/** The most requests of one connection that wait for their response. Each costs memory. Providers wait for each response. */
const MOST_UNANSWERED = 20;

/** Starts listening. On disposal it accepts no new request, lets the current ones finish, and then closes all connections. */
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
  server.on('clientError', refuseUnread);
  server.maxConnections = connections;
  server.timeout = idleMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: () => close(server) };
}

/** What Node could not read as a request never reaches a handler, and is refused in the same form as everything else. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  const { status, phrase, code, detail } = UNREAD[error.code ?? ''] ?? NO_HTTP;
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const body = JSON.stringify({ type: 'about:blank', status, code, detail });
  const head = `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
  // As Node does it: what is so short is with the system at once, and the client is not waited for.
  socket.write(`${head}\r\n\r\n${body}`);
  socket.destroy();
}

const NO_HTTP = { status: 400, phrase: 'Bad Request', code: 'bad_request', detail: 'This is not an HTTP request.' };
const UNREAD: Readonly<Record<string, typeof NO_HTTP>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    phrase: 'Request Header Fields Too Large',
    code: 'head_too_large',
    detail: 'The address and the headers may have 16 kB together.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    phrase: 'Request Timeout',
    code: 'too_slow',
    detail: 'The request did not arrive in time. Send it again.',
  },
};

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

/** Reads a little more of a body that is not needed, so that the client receives the response, and then disconnects. */
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

/** Paths contain connection ids, which are as sensitive as passwords. So only the first segment is logged. */
function firstPart(path: string): string {
  return `/${path.split('/')[1] ?? ''}`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}${'code' in error ? ` ${String(error.code)}` : ''}` : typeof error;
}
