import type { AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { z } from 'zod';
import { deskRoutes } from './fake-desk.ts';
import { phoneRoutes } from './fake-phone.ts';
import type { FakeTenant, FakeWorld } from './fake-world.ts';

const DIST = new URL('../../web/dist', import.meta.url).pathname;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface FakeCall {
  readonly method: string;
  /** What is left of the path after the part that named the tenant. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly tenant: FakeTenant;
  readonly body: () => Promise<unknown>;
  /** `Idempotency-Key` */
  readonly key: string | undefined;
}
/** JSON, bytes, a live stream, or `undefined` for what is not there. */
export type FakeAnswer =
  | { readonly json: unknown; readonly status?: number }
  | { readonly bytes: Buffer; readonly type: string }
  | { readonly live: string; readonly data: (customer: string) => unknown }
  | undefined;

export interface FakeServer extends AsyncDisposable {
  readonly url: string;
  /** Ends every live stream and refuses new ones while `true`: what a page sees when the server is away. */
  away(gone: boolean): void;
}

/** The pages and the routes that they call, on a free loopback port, over a world in memory. */
export async function fakeServer(world: FakeWorld, pauseMs = 120): Promise<FakeServer> {
  const streams = new Set<ServerResponse>();
  let gone = false;
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, pauseMs));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const parts = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
    if (parts[0] !== 'api' && parts[0] !== 'sandbox') return sendPage(url.pathname, response);
    if (gone) return send(response, 503, { title: 'away' });
    const body = async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      return JSON.parse(Buffer.concat(chunks).toString() || 'null') as unknown;
    };
    const method = request.method ?? 'GET';
    if (url.pathname === '/api/me') return send(response, 200, meOf(world));
    if (url.pathname === '/sandbox') return send(response, 200, sandbox(world));
    if (url.pathname === '/sandbox/clock') {
      world.offsetMs += z.object({ advanceMs: z.int().positive() }).parse(await body()).advanceMs;
      return send(response, 200, { now: world.now(), offsetMs: world.offsetMs });
    }
    const tenant = world.tenants.find((one) => one.id === parts[2]);
    if (!tenant) return send(response, 404, { title: 'not found' });
    const call: FakeCall = {
      method,
      path: parts.slice(3),
      query: url.searchParams,
      tenant,
      body,
      key: request.headers['idempotency-key']?.toString(),
    };
    const answer = await (parts[0] === 'api' ? deskRoutes(world, call) : phoneRoutes(world, call, pause));
    if (!answer) return send(response, 404, { title: 'not found' });
    if ('json' in answer) return send(response, answer.status ?? 200, answer.json);
    if ('bytes' in answer) return void response.writeHead(200, { 'content-type': answer.type }).end(answer.bytes);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write(': hello\n\n');
    streams.add(response);
    const stop = world.listen(tenant, (customer) =>
      response.write(`event: ${answer.live}\ndata: ${JSON.stringify(answer.data(customer))}\n\n`),
    );
    response.on('close', () => (stop(), streams.delete(response)));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) =>
      send(response, 400, { title: 'refused', detail: String(error).slice(0, 300) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    away(now) {
      gone = now;
      if (now) for (const stream of streams) stream.destroy();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function sendPage(path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) ? normalize(path) : '/index.html';
  const bytes = await readFile(join(DIST, file)).catch(() => undefined);
  if (!bytes) return send(response, 404, { title: 'not found' });
  const csp =
    "default-src 'self'; img-src 'self' data:; media-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
  response
    .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': csp })
    .end(bytes);
}

const card = ({ id, name, channel, number, zone, region }: FakeTenant) => ({ id, name, channel, number, zone, region });

const PERMISSIONS = [
  'conversations.read',
  'conversations.control',
  'messages.send',
  'notes.read',
  'notes.write',
  'canned_replies.read',
  'canned_replies.write',
  'people.read',
  'people.write',
];
const meOf = ({ tenants }: FakeWorld) => ({
  id: 'olive',
  name: 'Olive Hart',
  email: 'olive@lumen.example',
  secondFactor: false,
  tenants: tenants.map((tenant) => ({ tenant: card(tenant), role: 'owner', permissions: PERMISSIONS })),
});

function sandbox(world: FakeWorld) {
  const phones = world.tenants.map(({ id, name, channel, number, zone, region, business }) => ({
    tenant: id,
    name,
    channel,
    number,
    zone,
    region,
    business,
  }));
  return { now: world.now(), offsetMs: world.offsetMs, phones };
}
