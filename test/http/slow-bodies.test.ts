import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import type { Middleware } from 'koa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BodyRoom, bodyRoom } from '#http/body-room.ts';
import { rawBytes } from '#http/raw-bytes.ts';
import { type Bounds, type Listening, koaApp, listen } from '#http/servers.ts';
import { quietLog } from '#test/support/quiet.ts';
import { ask } from './ask.ts';

const KB = 1_000;
const LIMIT = 100 * KB;
const MOST = 300 * KB;

let opened: AsyncDisposableStack;
let room: BodyRoom;
beforeEach(() => {
  opened = new AsyncDisposableStack();
  room = bodyRoom(MOST);
});
afterEach(() => opened.disposeAsync());

/** Answers with the length of the body; at `/slow` only when the test says so. */
let goOn: () => void = () => {};
const measure: Middleware = async (ctx) => {
  using body = await rawBytes(ctx, LIMIT, room);
  if (ctx.path === '/slow') await new Promise<void>((resolve) => (goOn = resolve));
  ctx.body = String(body.bytes.length);
};
const serving = async (bounds: Partial<Bounds> = {}): Promise<Listening> =>
  opened.use(await listen(koaApp(quietLog, [measure]), '127.0.0.1', 0, bounds));
const post = ({ port }: Listening, body: string, path = '/') => ask(`http://127.0.0.1:${port}`, { path, method: 'POST', body });

/** A client that sends bytes as they are, and what it heard. */
function client({ port }: Listening) {
  const socket = opened.adopt(connect(port, '127.0.0.1'), (one: Socket) => void one.destroy());
  let heard = '';
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  socket.on('error', () => {});
  return {
    socket,
    heard: () => heard,
    send: (text: string) => void socket.write(text),
    closed: once(socket, 'close'),
  };
}
const head = (length: number) => `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`;
const chunkedHead = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';

describe('bodies that never end', () => {
  it('hold no more than the memory there is for all of them: those that came first are given up', async () => {
    const server = await serving();
    const slow = Array.from({ length: 6 }, () => client(server));
    for (const [n, one] of slow.entries()) {
      one.send(head(LIMIT) + 'x'.repeat(60 * KB));
      // The next begins when this one is here.
      await expect
        .poll(() => slow.slice(0, n).some(({ heard }) => heard() !== '') || room.taken() >= (n + 1) * 60 * KB)
        .toBe(true);
    }
    await expect.poll(() => slow[0]?.heard()).toContain('HTTP/1.1 503');
    expect(slow[0]?.heard()).toMatch(/retry-after: 1/i);
    expect(slow[0]?.heard()).toContain('"code":"busy"');
    expect(slow.at(-1)?.heard()).toBe('');
    expect(room.taken()).toBeLessThanOrEqual(MOST);
  });

  it('keep no healthy request out', async () => {
    const server = await serving();
    for (let n = 0; n < 20; n += 1) client(server).send(head(LIMIT) + 'x'.repeat(90 * KB));
    for (let n = 0; n < 20; n += 1) expect(await post(server, 'y'.repeat(50 * KB))).toMatchObject({ status: 200, text: '50000' });
    expect(room.taken()).toBeLessThanOrEqual(MOST);
  });

  it('give their memory back when their sender hangs up', async () => {
    const server = await serving();
    const one = client(server);
    one.send(head(LIMIT) + 'x'.repeat(50 * KB));
    await expect.poll(() => room.taken()).toBeGreaterThan(0);
    one.socket.destroy();
    await expect.poll(() => room.taken()).toBe(0);
  });

  it('cost no more when they come byte by byte', async () => {
    const server = await serving();
    const one = client(server);
    one.send(chunkedHead + '1\r\nx\r\n'.repeat(10_001));
    await expect.poll(() => one.heard()).toContain('HTTP/1.1 413');
    expect(room.taken()).toBe(0);
  });
});

describe('a body that is here', () => {
  it('keeps its memory until it is answered, and is not given up', async () => {
    const server = await serving();
    const slow = post(server, 'x'.repeat(LIMIT), '/slow');
    await expect.poll(() => room.taken()).toBe(LIMIT);
    for (let n = 0; n < 3; n += 1) client(server).send(head(LIMIT) + 'x'.repeat(99 * KB));
    expect(await post(server, 'y'.repeat(LIMIT))).toMatchObject({ status: 200 });
    goOn();
    expect(await slow).toMatchObject({ status: 200, text: String(LIMIT) });
  });

  it.each([0, 1, KB, LIMIT])('comes through whole, in one piece or in many (%i bytes)', async (length) => {
    const server = await serving();
    expect(await post(server, 'x'.repeat(length))).toMatchObject({ status: 200, text: String(length) });
    const one = client(server);
    one.send(chunkedHead);
    for (let left = length; left > 0; left -= 777) {
      const size = Math.min(777, left);
      one.send(`${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`);
    }
    one.send('0\r\n\r\n');
    await expect.poll(() => one.heard()).toMatch(new RegExp(`\r\n\r\n${length}$`));
  });
});

describe('a client that takes its time', () => {
  const SHORT = { headersMs: 200, requestMs: 400, checkMs: 20 };

  it.each([
    ['says nothing', ''],
    ['does not finish its headers', 'POST / HTTP/1.1\r\nHost: a\r\nX-'],
    ['does not finish its body', `${head(LIMIT)}x`],
  ])('is hung up on when it %s', async (_, text) => {
    const server = await serving(SHORT);
    const one = client(server);
    one.send(text);
    await one.closed;
    expect(one.heard()).toMatch(/^(HTTP\/1\.1 408|$)/);
    expect(room.taken()).toBe(0);
  });

  it('is hung up on when it reads nothing either', async () => {
    const server = await serving({ idleMs: 100 });
    const waiting = client(server);
    waiting.send('POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n');
    await waiting.closed;
    goOn();
  });

  it('is hung up on when it goes on sending a body that was refused', async () => {
    const server = await serving();
    const one = client(server);
    one.send(head(LIMIT + 1));
    await expect.poll(() => one.heard()).toContain('HTTP/1.1 413');
    await one.closed;
  });
});

describe('connections', () => {
  it('beyond the most are closed at once, and the others are served', async () => {
    const server = await serving({ connections: 2 });
    const [first, second] = [client(server), client(server)];
    await Promise.all([first, second].map(({ socket }) => once(socket, 'connect')));
    const third = client(server);
    await third.closed;
    second.send(`${head(1)}x`);
    await expect.poll(() => second.heard()).toContain('HTTP/1.1 200');
  });

  it('that send many requests without waiting for an answer are closed', async () => {
    const server = await serving();
    const one = client(server);
    one.send('POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'.repeat(100));
    await one.closed;
    expect(room.taken()).toBe(0);
    goOn();
  });
});
