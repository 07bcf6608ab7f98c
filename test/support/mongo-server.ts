import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { endsWithUs } from './ends-with-us.ts';
import { freePort } from './free-ports.ts';

const run = promisify(execFile);

export interface MongoServer {
  readonly name: string;
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Finds a server for tests, in this order: `MONGODB_URL`, `mongod` on the path, mongo-java-server. Otherwise returns the reason.
 */
export async function findMongo(): Promise<MongoServer | { readonly reason: string }> {
  const url = process.env['MONGODB_URL'];
  if (url) return { name: 'the server of MONGODB_URL', url, async stop() {} };
  if (await works('mongod', '--version')) return startMongod();
  if ((await works('java', '-version')) && (await works('javac', '-version')) && (await works('mvn', '-v'))) return startJava();
  return { reason: 'no MongoDB: set MONGODB_URL, or put mongod, or java, javac and mvn, on the path' };
}

/** A single node is a replica set too. */
async function startMongod(): Promise<MongoServer> {
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-mongod-'));
  const port = await freePort();
  const args = ['--replSet', 'rs', '--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', folder];
  const child = endsWithUs(spawn('mongod', args, { stdio: 'ignore' }));
  const direct = new MongoClient(`mongodb://127.0.0.1:${port}`, { directConnection: true, serverSelectionTimeoutMS: 20_000 });
  const set = { _id: 'rs', members: [{ _id: 0, host: `127.0.0.1:${port}` }] };
  await direct.db('admin').command({ replSetInitiate: set });
  const end = performance.now() + 20_000;
  while (!(await direct.db('admin').command({ hello: 1 }))['isWritablePrimary']) {
    if (performance.now() > end) throw new Error('mongod does not become the primary of its replica set');
    await setTimeout(50);
  }
  await direct.close();
  return {
    name: 'mongod',
    url: `mongodb://127.0.0.1:${port}/?replicaSet=rs`,
    async stop() {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const HERE = join(import.meta.dirname, 'mongo-java');
/** The server keeps everything in memory, and a long chaos run creates a lot. */
const MOST_GB = Math.max(2, Math.floor(totalmem() / 2 ** 31));
/** Options for a quick start and a single busy thread: a quarter less CPU time than Java's defaults. */
const JAVA = [`-Xmx${MOST_GB}g`, '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** mongo-java-server with this project's transactions. Ends with this process, in whatever way that ends. */
async function startJava(): Promise<MongoServer | { readonly reason: string }> {
  const pom = join(HERE, 'pom.xml');
  const jars = await madeOnce('jars-1.46.0', (folder) =>
    run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`]),
  );
  if (!jars) return { reason: 'mongo-java-server cannot be fetched by mvn' };
  const sources = readdirSync(HERE, 'utf8')
    .filter((name) => name.endsWith('.java'))
    .map((name) => join(HERE, name));
  const mark = hash('sha256', sources.map((path) => readFileSync(path, 'utf8')).join('')).slice(0, 16);
  const classes = await madeOnce(`classes-${mark}`, (folder) => run('javac', ['-d', folder, '-cp', `${jars}/*`, ...sources]));
  if (!classes) return { reason: 'test/support/mongo-java cannot be compiled by javac' };
  const args = [...JAVA, '-cp', `${classes}:${jars}/*`, 'Server'];
  const child = endsWithUs(spawn('java', args, { stdio: ['pipe', 'pipe', 'ignore'] }));
  const [port] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => [undefined])]);
  if (port === undefined) return { reason: 'mongo-java-server does not start' };
  return {
    name: 'mongo-java-server with our transactions',
    url: `mongodb://127.0.0.1:${String(port).trim()}/?replicaSet=rs`,
    stop: () => ended(child),
  };
}

/**
 * A folder that outlives this run. It is moved into place when it is complete, because several test files may build it at once.
 */
async function madeOnce(name: string, make: (folder: string) => Promise<unknown>): Promise<string | undefined> {
  const place = join(tmpdir(), `deskbell-mongo-java-${name}`);
  if (existsSync(place)) return place;
  const fresh = mkdtempSync(`${place}-`);
  try {
    await make(fresh);
    renameSync(fresh, place);
  } catch {
    rmSync(fresh, { recursive: true, force: true });
  }
  return existsSync(place) ? place : undefined;
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
