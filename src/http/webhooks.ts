import type { Context, Middleware } from 'koa';
import type { OpenSource, WebhookAnswer, WebhookRequest } from '#contracts/webhook-source.ts';
import type { Ingested } from '#core/arrivals/ingest.ts';
import type { BodyRoom } from './body-room.ts';
import { cohort } from './cohort.ts';
import { Problem } from './problem.ts';
import { rawBytes } from './raw-bytes.ts';

export interface WebhookNeeds {
  readonly connection: (name: string, id: string) => Promise<OpenSource | undefined>;
  readonly ingest: (open: OpenSource, request: WebhookRequest) => Promise<Ingested>;
  /** The public URL, without a trailing slash. Signatures are computed over it, whatever `Host` says. */
  readonly publicUrl: () => string;
  /** Largest body in bytes. */
  readonly limit: number;
  /** Memory for all bodies that are read or handled now. */
  readonly room: BodyRoom;
}

const PATH = /^\/webhooks\/([^/]+)\/([^/]+)$/;
const NOTHING = new Uint8Array();

/**
 * Verifies, stores and acknowledges a webhook. Everything else happens after the response. The path is matched here, because the
 * router's work was 5 % of the whole.
 */
export function webhooks({ connection, ingest, publicUrl, limit, room }: WebhookNeeds): Middleware {
  const neighbours = cohort();
  return async (ctx, next) => {
    const [, name, id] = PATH.exec(ctx.path) ?? [];
    const { method } = ctx;
    if (name === undefined || id === undefined || (method !== 'GET' && method !== 'POST')) return next();
    const open = await connection(name, id);
    if (!open) throw new Problem(404, 'not_found', 'There is no such connection.');
    const { status, type, body } = await (method === 'GET' ? handshake(open, ctx) : delivery(open, ctx));
    ctx.status = status;
    ctx.type = type;
    ctx.body = body;
  };

  async function handshake(open: OpenSource, ctx: Context): Promise<WebhookAnswer> {
    const answer = open.source.handshake(requestOf(ctx, 'GET', NOTHING));
    if (!answer) throw new Problem(403, 'forged', 'The verify token is not the one in the settings of this connection.');
    return answer;
  }

  async function delivery(open: OpenSource, ctx: Context): Promise<WebhookAnswer> {
    using body = await rawBytes(ctx, limit, room);
    const request = requestOf(ctx, 'POST', body.bytes);
    await neighbours(body.bytes.length);
    const outcome = await ingest(open, request);
    if (outcome.kind === 'forged')
      throw new Problem(401, 'forged', 'The signature does not match the body and the secrets of this connection.');
    return open.source.acknowledgement;
  }

  function requestOf(ctx: Context, method: 'GET' | 'POST', body: Uint8Array): WebhookRequest {
    // HTTP also allows an absolute URL here, as in a request to a proxy. Appended to the public URL, it would be invalid.
    if (!ctx.url.startsWith('/')) throw new Problem(400, 'bad_address', 'The request must name a path of this server.');
    return { method, url: publicUrl() + ctx.url, headers: oneEach(ctx.req.headers), body };
  }
}

function oneEach(headers: Context['req']['headers']): WebhookRequest['headers'] {
  const first: Record<string, string | undefined> = {};
  for (const name in headers) {
    const value = headers[name];
    first[name] = Array.isArray(value) ? value[0] : value;
  }
  return first;
}
