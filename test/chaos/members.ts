import { BSON, MongoClient, type Document } from 'mongodb';
import type { Edit } from './wire.ts';

/** Where the members of a store are, and how the address is written when they stand elsewhere. */
export interface Members {
  /** `host:port` each, as the server names them. */
  readonly hosts: readonly string[];
  /** More than one: it can lose its primary. */
  readonly isSet: boolean;
  urlAt(hosts: readonly string[]): string;
}

const ADDRESS = /^mongodb:\/\/(?<user>[^@/]*@)?(?<hosts>[^/?]+)(?<rest>[/?].*)?$/;

/** Asks the server, which also names members that its address does not. */
export async function membersOf(url: string): Promise<Members> {
  const { user = '', hosts = '', rest = '' } = ADDRESS.exec(url)?.groups ?? {};
  if (hosts === '') throw new RangeError('wires stand before mongodb:// addresses only, which name their servers');
  if (/[?&](tls|ssl)=true/.test(rest)) throw new RangeError('wires cannot stand before a server that asks for TLS');
  const client = await MongoClient.connect(url, { serverSelectionTimeoutMS: 10_000 });
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    const named: unknown = hello['hosts'];
    const all = Array.isArray(named) ? named.map(String) : hosts.split(',');
    return { hosts: all, isSet: all.length > 1, urlAt: (others) => `mongodb://${user}${others.join(',')}${rest}` };
  } finally {
    await client.close();
  }
}

const STEPS_DOWN_FOR_S = 10;

export async function primaryOf(url: string): Promise<string> {
  return onSet(url, async (client) => String((await client.db('admin').command({ hello: 1 }))['primary']));
}

/** The server stays as a secondary, and cannot become primary again for some seconds. */
export async function stepDown(url: string): Promise<string> {
  const was = await primaryOf(url);
  await onSet(url, (client) => client.db('admin').command({ replSetStepDown: STEPS_DOWN_FOR_S, force: true })).catch(closed);
  return `${was} stepped down`;
}

/** The server ends. Its operator must start it again. */
export async function stopPrimary(url: string, primary: string): Promise<string> {
  await onSet(url, (client) => client.db('admin').command({ shutdown: 1, force: true })).catch(closed);
  return `${primary} was shut down`;
}

/** A server that steps down or ends closes the connection on which it was told to. */
function closed(error: unknown): void {
  if (!(error instanceof Error && error.name.startsWith('Mongo'))) throw error;
}

async function onSet<R>(url: string, use: (client: MongoClient) => Promise<R>): Promise<R> {
  const client = await MongoClient.connect(url, { serverSelectionTimeoutMS: 30_000, readPreference: 'primary' });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

const HEADER = 16;
const OP_REPLY = 1;
const OP_MSG = 2013;
const NAMES = Buffer.from('hosts\0');

/**
 * The members of a set tell their clients where the others are; through the wires they must tell where the wires are. Everything
 * else passes as it is.
 */
export function renamed(places: ReadonlyMap<string, string>): Edit {
  return () => {
    let rest: Buffer = Buffer.alloc(0);
    return (chunk) => {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      const out: Buffer[] = [];
      let at = 0;
      while (bytes.length - at >= 4 && bytes.length - at >= bytes.readInt32LE(at)) {
        const message = bytes.subarray(at, at + bytes.readInt32LE(at));
        out.push(message.includes(NAMES) ? edited(message, places) : message);
        at += message.length;
      }
      rest = bytes.subarray(at);
      return out.length === 1 && out[0] ? out[0] : Buffer.concat(out);
    };
  };
}

function edited(message: Buffer, places: ReadonlyMap<string, string>): Buffer {
  const code = message.readInt32LE(12);
  const from = code === OP_MSG ? HEADER + 5 : code === OP_REPLY ? HEADER + 20 : 0;
  if (from === 0) return message;
  const document: Document = BSON.deserialize(message.subarray(from, from + message.readInt32LE(from)));
  if (!Array.isArray(document['hosts'])) return message;
  const place = (name: unknown) => places.get(String(name)) ?? name;
  const body = BSON.serialize({
    ...document,
    hosts: document['hosts'].map(place),
    ...('primary' in document && { primary: place(document['primary']) }),
    ...('me' in document && { me: place(document['me']) }),
  });
  const head = Buffer.from(message.subarray(0, from));
  head.writeInt32LE(head.length + body.length, 0);
  return Buffer.concat([head, body]);
}
