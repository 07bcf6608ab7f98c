import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { BSON } from 'mongodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { frontDoor } from './front-door.ts';
import { renamed } from './members.ts';
import { wireTo } from './wire.ts';

let closing = new DisposableStack();
afterEach(() => {
  closing.dispose();
  closing = new DisposableStack();
});

describe('a wire', () => {
  it('carries both ways, and ends every connection when it is cut', async () => {
    await using echo = await echoing('');
    await using wire = await wireTo('127.0.0.1', echo.port);
    const [one, two] = [await speaker(wire.port), await speaker(wire.port)];
    one.say('a');
    await vi.waitFor(() => expect(one.heard()).toBe('a'));
    expect(wire.cut()).toBe(2);
    await Promise.all([one.ended, two.ended]);
    const three = await speaker(wire.port);
    three.say('b');
    await vi.waitFor(() => expect(three.heard()).toBe('b'));
  });

  it('lets nothing pass while it swallows, keeps the connection, and brings all of it afterwards', async () => {
    await using echo = await echoing('');
    await using wire = await wireTo('127.0.0.1', echo.port);
    const one = await speaker(wire.port);
    one.say('a');
    await vi.waitFor(() => expect(one.heard()).toBe('a'));
    wire.swallow(true);
    const late = await speaker(wire.port);
    late.say('c');
    one.say('b');
    const other = await speaker(echo.port);
    other.say('x');
    await vi.waitFor(() => expect(other.heard()).toBe('x'));
    expect([one.heard(), late.heard()]).toEqual(['a', '']);
    wire.swallow(false);
    await vi.waitFor(() => expect([one.heard(), late.heard()]).toEqual(['ab', 'c']));
  });

  it('keeps the order of what it delays, also when the delay ends', async () => {
    await using echo = await echoing('');
    await using wire = await wireTo('127.0.0.1', echo.port);
    const one = await speaker(wire.port);
    wire.delay(40);
    one.say('a');
    await vi.waitFor(() => expect(echo.heard()).toBe('a'));
    one.say('b');
    wire.delay(0);
    one.say('c');
    await vi.waitFor(() => expect(one.heard()).toBe('abc'));
  });
});

describe('the front door', () => {
  it('takes turns, goes past those that do not listen, and refuses when nobody is there', async () => {
    await using one = await echoing('1');
    await using two = await echoing('2');
    const gone = await closedPort();
    let behind: readonly number[] = [one.port, gone, two.port];
    await using door = await frontDoor(() => behind);
    const greetings = new Set<string>();
    for (let n = 0; n < 6; n += 1) {
      const caller = await speaker(door.port);
      await vi.waitFor(() => expect(caller.heard()).not.toBe(''));
      greetings.add(caller.heard());
    }
    expect([...greetings].toSorted()).toEqual(['1', '2']);
    behind = [];
    await (
      await speaker(door.port)
    ).ended;
  });
});

describe('what members of a set tell of each other', () => {
  const places = new Map([
    ['a:1', '127.0.0.1:11'],
    ['b:2', '127.0.0.1:12'],
  ]);
  const hello = { ok: 1, hosts: ['a:1', 'b:2'], primary: 'b:2', me: 'a:1', setName: 'rs' };

  it('names the wires instead, however the bytes are cut up, and leaves the rest alone', () => {
    const other = message({ ok: 1, cursor: { id: 0, firstBatch: [{ hosts: 3 }] } });
    const bytes = Buffer.concat([other, message(hello), other]);
    for (const size of [1, 7, 50, bytes.length]) {
      const edit = renamed(places)();
      const out: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) out.push(edit(bytes.subarray(at, at + size)));
      const said = Buffer.concat(out);
      expect(said.subarray(0, other.length)).toEqual(other);
      expect(said.subarray(-other.length)).toEqual(other);
      const edited = said.subarray(other.length, said.length - other.length);
      expect(edited.readInt32LE(0)).toBe(edited.length);
      expect(BSON.deserialize(edited.subarray(21))).toEqual({
        ...hello,
        hosts: ['127.0.0.1:11', '127.0.0.1:12'],
        primary: '127.0.0.1:12',
        me: '127.0.0.1:11',
      });
    }
  });
});

function message(document: object): Buffer {
  const body = BSON.serialize(document);
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, body]);
}

/** Says who it is, then repeats what it hears. */
async function echoing(greeting: string) {
  const sockets = new Set<Socket>();
  let said = '';
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.write(greeting);
    socket.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      socket.write(bytes);
    });
  });
  const port = await listening(server);
  return {
    port,
    heard: () => said,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function speaker(port: number) {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  closing.defer(() => void socket.destroy());
  const ended = new Promise((resolve) => socket.once('close', resolve));
  let heard = '';
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  await once(socket, 'connect');
  return { say: (text: string) => void socket.write(text), heard: () => heard, ended };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, 'close');
  return port;
}
