import { PassThrough } from 'node:stream';
import type { Context } from 'koa';

const HEARTBEAT_MS = 20_000;
/** A reader that takes nothing for so many bytes is let go; it comes again and asks for what it shows. */
const MOST_UNREAD = 64_000;

/** Keeps the answer open and hands out `send`; what `follow` returns is called when the reader goes away. */
export function serverSentEvents(ctx: Context, follow: (send: (event: string, data: unknown) => void) => () => void): void {
  const stream = new PassThrough();
  ctx.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  ctx.body = stream;
  stream.write('retry: 1000\n\n');
  const unfollow = follow((event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  const beat = setInterval(() => write(':\n\n'), HEARTBEAT_MS);
  ctx.res.once('close', () => {
    clearInterval(beat);
    unfollow();
    stream.destroy();
  });

  function write(text: string): void {
    if (stream.writableLength > MOST_UNREAD) ctx.res.destroy();
    else stream.write(text);
  }
}
