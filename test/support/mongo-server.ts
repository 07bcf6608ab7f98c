import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { vi } from 'vitest';

const run = promisify(execFile);
const NO_TRANSACTIONS = 'mongo-java-server has no transactions';

export interface MongoServer {
  readonly name: string;
  readonly url: string;
  /** Why the server cannot do it, where it cannot. */
  readonly lacks: { readonly transactions?: string; readonly textOrder?: string };
  stop(): Promise<void>;
}

/** A server for tests, in this order: `MONGODB_URL`, `mongod` on the path, mongo-java-server; or why there is none. */
export async function findMongo(): Promise<MongoServer | { readonly reason: string }> {
  const url = process.env['MONGODB_URL'];
  if (url) return { name: 'the server of MONGODB_URL', url, lacks: {}, async stop() {} };
  if (await works('mongod', '--version')) return startMongod();
  if ((await works('java', '-version')) && (await works('mvn', '-v'))) return startJava();
  return { reason: 'no MongoDB: set MONGODB_URL, or put mongod, or java and mvn, on the path' };
}

/** One node is a replica set, too. */
async function startMongod(): Promise<MongoServer> {
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-mongod-'));
  const port = await freePort();
  const child = spawn('mongod', ['--replSet', 'rs', '--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', folder], {
    stdio: 'ignore',
  });
  const direct = new MongoClient(`mongodb://127.0.0.1:${port}`, { directConnection: true, serverSelectionTimeoutMS: 20_000 });
  const set = { _id: 'rs', members: [{ _id: 0, host: `127.0.0.1:${port}` }] };
  await direct.db('admin').command({ replSetInitiate: set });
  await vi.waitFor(
    async () => {
      if (!(await direct.db('admin').command({ hello: 1 }))['isWritablePrimary']) throw new Error('not primary yet');
    },
    { timeout: 20_000 },
  );
  await direct.close();
  return {
    name: 'mongod',
    url: `mongodb://127.0.0.1:${port}/?replicaSet=rs`,
    lacks: {},
    async stop() {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startJava(): Promise<MongoServer | { readonly reason: string }> {
  const here = join(import.meta.dirname, 'mongo-java');
  const jars = join(tmpdir(), 'deskbell-mongo-java-1.46.0');
  if (!existsSync(jars)) {
    // Beside its place first: several test files may begin at once.
    const fresh = mkdtempSync(`${jars}-`);
    try {
      await run('mvn', ['-q', '-B', '-f', join(here, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${fresh}`]);
    } catch {
      return { reason: 'mongo-java-server cannot be fetched by mvn' };
    }
    try {
      renameSync(fresh, jars);
    } catch {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  const child = spawn('java', ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-cp', `${jars}/*`, join(here, 'Server.java')], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [port] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => [undefined])]);
  if (port === undefined) return { reason: 'mongo-java-server does not start' };
  return {
    name: 'mongo-java-server',
    url: `mongodb://127.0.0.1:${String(port).trim()}`,
    lacks: { transactions: NO_TRANSACTIONS, textOrder: 'mongo-java-server sorts text by UTF-16' },
    stop: () => ended(child),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill();
  if (child.exitCode === null && child.signalCode === null) await exit;
}

async function works(command: string, argument: string): Promise<boolean> {
  return run(command, [argument]).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
