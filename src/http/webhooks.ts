import Router from '@koa/router';
import type { Context } from 'koa';
import type { WebhookRequest } from '#contracts/channel.ts';
import type { Ingested, OpenConnection } from '#core/messaging/ingest.ts';
import { Problem } from './problem.ts';
import { rawBytes } from './raw-bytes.ts';

export interface WebhookNeeds {
  readonly connection: (channel: string, id: string) => Promise<OpenConnection | undefined>;
  readonly ingest: (open: OpenConnection, request: WebhookRequest) => Promise<Ingested>;
  /** The address providers call, without a slash at its end: signatures are made over it, whatever `Host` says. */
  readonly publicUrl: () => string;
  readonly limit: number;
}

/** Verify, store, acknowledge. Everything else happens after the answer. */
export function webhooks({ connection, ingest, publicUrl, limit }: WebhookNeeds): Router {
  const router = new Router();

  router.get('/webhooks/:channel/:connection', async (ctx) => {
    const open = await connectionOf(ctx);
    const answer = open.connection.handshake(requestOf(ctx, 'GET', new Uint8Array()));
    if (!answer) throw new Problem(403, 'forged', 'The verify token is not the one in the settings of this connection.');
    ctx.status = answer.status;
    ctx.type = answer.type;
    ctx.body = answer.body;
  });

  router.post('/webhooks/:channel/:connection', async (ctx) => {
    const open = await connectionOf(ctx);
    const outcome = await ingest(open, requestOf(ctx, 'POST', await rawBytes(ctx, limit)));
    if (outcome.kind === 'forged')
      throw new Problem(401, 'forged', 'The signature does not fit the body and the secrets of this connection.');
    const { status, type, body } = open.acknowledgement;
    ctx.status = status;
    ctx.type = type;
    ctx.body = body;
  });

  return router;

  async function connectionOf(ctx: Context & { params: Record<string, string> }): Promise<OpenConnection> {
    const open = await connection(ctx.params['channel'] ?? '', ctx.params['connection'] ?? '');
    if (!open) throw new Problem(404, 'not_found', 'There is no such connection.');
    return open;
  }

  function requestOf(ctx: Context, method: 'GET' | 'POST', body: Uint8Array): WebhookRequest {
    return { method, url: publicUrl() + ctx.url, headers: oneEach(ctx.req.headers), body };
  }
}

function oneEach(headers: Context['req']['headers']): WebhookRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));
}
