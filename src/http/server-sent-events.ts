import { PassThrough } from 'node:stream';
import type { Context } from 'koa';

const HEARTBEAT_MS = 20_000;

/** Keeps the answer open and hands out `send`; what `follow` returns is called when the reader goes away. */
export function serverSentEvents(ctx: Context, follow: (send: (event: string, data: unknown) => void) => () => void): void {
  const stream = new PassThrough();
  ctx.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  ctx.body = stream;
  stream.write('retry: 1000\n\n');
  const unfollow = follow((event, data) => stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  const beat = setInterval(() => stream.write(':\n\n'), HEARTBEAT_MS);
  const close = () => {
    clearInterval(beat);
    unfollow();
    stream.end();
  };
  ctx.req.once('close', close);
}
