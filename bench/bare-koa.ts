import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { bareRows, type FloorPlace } from './bare-rows.ts';
import { answering } from './child.ts';
import { cpuMs, memory } from './usage.ts';
import { META } from './webhook-bodies.ts';

/** The floor of durable ingest: Koa, the signature, and one row per request, flushed in groups. Nothing else. */
const answers = {
  async open(place: FloorPlace): Promise<{ readonly port: number }> {
    const append = await bareRows(place);
    const app = new Koa();
    app.use(async (ctx) => {
      const chunks: Buffer[] = [];
      for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const given = Buffer.from(ctx.get('x-hub-signature-256').slice('sha256='.length), 'hex');
      const made = createHmac('sha256', META.appSecret).update(body).digest();
      if (given.length !== made.length || !timingSafeEqual(given, made)) return ctx.throw(401);
      await append(body.toString());
      ctx.body = 'stored';
    });
    const server = createServer(app.callback());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    return { port: (server.address() as AddressInfo).port };
  },
  cpuMs,
  memory,
};
export type BareKoaAnswers = typeof answers;

answering(answers);
