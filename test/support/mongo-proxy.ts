import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';

/** What to do with a command: pass it on, cut off the sender or the answer, never answer, or answer with this. */
export type Fate = 'forward' | 'cut before' | 'cut after' | 'silence' | { readonly reply: Document; readonly apply?: boolean };

export interface Proxy {
  readonly url: string;
  /** Names of the commands that passed, without the driver's own monitoring. */
  readonly seen: readonly string[];
  readonly commands: readonly Document[];
  answer(decide: Decide): void;
  dropConnections(): void;
  close(): Promise<void>;
}

type Decide = (name: string, command: Document) => Fate | Promise<Fate>;

const OP_REPLY = 1;
const OP_MSG = 2013;
const HEADER = 16;
const MONITORING = new Set(['hello', 'ismaster', 'isMaster', 'endSessions', 'ping']);

/** Why a proxy cannot be placed before this server. */
export function notProxied(url: string): string | undefined {
  const one = /^mongodb:\/\/([^@/,]*@)?[\w.-]+:\d+(\/|$)/.test(url);
  return one && !/[?&](tls|ssl)=true/.test(url) ? undefined : 'the proxy of the tests stands before one server without TLS';
}

/** The introduction of a server that is not a replica set. */
const INTRODUCTIONS = {
  router: { msg: 'isdbgrid', logicalSessionTimeoutMinutes: 30 },
  standalone: {},
} as const;

/**
 * A proxy between the driver and a server. It reads the wire protocol and answers in the server's place when told to. With an
 * introduction, it presents the server as something else.
 */
export async function proxyTo(url: string, introduction?: keyof typeof INTRODUCTIONS): Promise<Proxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const seen: string[] = [];
  const commands: Document[] = [];
  let decide: Decide = () => 'forward';

  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const swallowed = new Map<number, 'cut' | Document>();
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    eachMessage(near, async (message) => {
      const id = message.readInt32LE(4);
      const command = commandOf(message);
      const name = command ? (Object.keys(command)[0] ?? '') : 'hello';
      if (MONITORING.has(name)) return introduction ? near.write(reply(id, hello(introduction), !command)) : far.write(message);
      if (!command) return near.destroy();
      if (name.startsWith('sasl')) return far.write(message);
      seen.push(name);
      commands.push(command);
      const fate = await decide(name, command);
      if (fate === 'cut before') return near.destroy();
      if (fate === 'silence') return undefined;
      if (typeof fate === 'object' && !fate.apply) return near.write(reply(id, fate.reply));
      if (fate === 'cut after') swallowed.set(id, 'cut');
      if (typeof fate === 'object') swallowed.set(id, fate.reply);
      return far.write(message);
    });
    eachMessage(far, (message) => {
      const to = message.readInt32LE(8);
      const instead = swallowed.get(to);
      if (instead === undefined) return near.write(message);
      swallowed.delete(to);
      return instead === 'cut' ? near.destroy() : near.write(reply(to, instead));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const user = target.username && `${target.username}:${target.password}@`;

  return {
    url: `mongodb://${user}127.0.0.1:${port}/?directConnection=true${user && '&authMechanism=SCRAM-SHA-256'}`,
    seen,
    commands,
    answer(how) {
      decide = how;
    },
    dropConnections: () => sockets.forEach((socket) => socket.destroy()),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** An error response of the server. */
export function failing(code: number, codeName: string, more: Document = {}): Document {
  return { ok: 0, code, codeName, errmsg: `${codeName}: of "a customer's words"`, ...more };
}

function eachMessage(socket: Socket, handle: (message: Buffer) => unknown): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      handle(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  });
}

function commandOf(message: Buffer): Document | undefined {
  if (message.readInt32LE(12) !== OP_MSG) return undefined;
  const start = HEADER + 4 + 1;
  return BSON.deserialize(message.subarray(start, start + message.readInt32LE(start)));
}

function reply(to: number, document: Document, legacy = false): Buffer {
  const body = BSON.serialize(document);
  const head = Buffer.alloc(legacy ? HEADER + 20 : HEADER + 5);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(to, 8);
  head.writeInt32LE(legacy ? OP_REPLY : OP_MSG, 12);
  if (legacy) head.writeInt32LE(1, HEADER + 16);
  return Buffer.concat([head, body]);
}

function hello(introduction: keyof typeof INTRODUCTIONS): Document {
  return {
    ...INTRODUCTIONS[introduction],
    ismaster: true,
    isWritablePrimary: true,
    helloOk: true,
    minWireVersion: 0,
    maxWireVersion: 21,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    ok: 1,
  };
}
