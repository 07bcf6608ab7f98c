import { PassThrough } from 'node:stream';
import type { Context } from 'koa';

const HEARTBEAT_MS = 20_000;
/** A client with more unread bytes than this is disconnected. It reconnects and fetches what it shows. */
const MOST_UNREAD = 64_000;

/**
 * Keeps the response open and passes `send` to `follow`. The function `follow` returns is called when the client disconnects. With each
 * heartbeat `stillAllowed` is asked again: when it rejects, somebody has signed out or lost their role, and the response ends.
 */
export function serverSentEvents(
  ctx: Context,
  follow: (send: (event: string, data: unknown) => void) => () => void,
  stillAllowed: () => Promise<unknown>,
): void {
  const stream = new PassThrough();
  ctx.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  ctx.body = stream;
  stream.write('retry: 1000\n\n');
  const unfollow = follow((event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  const beat = setInterval(() => {
    stillAllowed().then(
      () => write(':\n\n'),
      () => ctx.res.destroy(),
    );
  }, HEARTBEAT_MS);
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
