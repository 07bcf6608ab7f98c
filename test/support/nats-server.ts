import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, mkdir, mkdtemp, rm, rmdir, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endsWithUs } from './ends-with-us.ts';
import { freePort } from './free-ports.ts';

/** The version that `go install` installs if no server is found. */
const WANTED = 'v2.15.2';
const INSTALL_MS = 180_000;
const run = promisify(execFile);

export interface NatsProgram {
  readonly version: string;
  readonly path: string;
}

export interface NatsServer {
  readonly url: string;
  /** The data folder. */
  readonly folder: string;
  /** Kills it, like a power cut. `start` starts it again with what it had on disk. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and deletes its data. */
  close(): Promise<void>;
}

/** Where a server was found, or the reason why not. */
export interface NatsFound {
  /** The address in the settings: a server that belongs to somebody else. */
  readonly url?: string;
  /** Different versions, newest first. */
  readonly programs: readonly NatsProgram[];
  readonly missing?: string;
}

/**
 * Looks for `NATS_URL`, then for programs on the path and the one that `go install` built before, then runs `go install`.
 * Otherwise returns the reason to skip.
 */
export async function findNats(): Promise<NatsFound> {
  const url = process.env['NATS_URL'];
  if (url) return { url, programs: [] };
  const places = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', cache()].map((folder) =>
    join(folder, 'nats-server'),
  );
  const found = (await Promise.all([...new Set(places)].map(asProgram))).filter((one) => one !== undefined);
  if (!found.some(({ version }) => newer(version, '2.10.0') > 0)) {
    const built = await install();
    if (built) found.push(built);
  }
  const programs = [...new Map(found.map((one) => [one.version, one])).values()].toSorted((a, b) => newer(b.version, a.version));
  if (programs.length > 0) return { programs };
  return { programs, missing: 'no nats-server: set NATS_URL, or put nats-server on the path, or install Go' };
}

function cache(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'deskbell', `nats-server-${WANTED}`);
}

async function asProgram(path: string): Promise<NatsProgram | undefined> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await run(path, ['--version']);
    const version = /v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    return version === undefined ? undefined : { version, path };
  } catch {
    return undefined;
  }
}

/** Built once, even if several test files ask at the same time: the others wait for the first. */
async function install(): Promise<NatsProgram | undefined> {
  const lock = `${cache()}.lock`;
  const program = join(cache(), 'nats-server');
  await mkdir(cache(), { recursive: true });
  if (!(await begun(lock))) {
    for (let waited = 0; waited < INSTALL_MS && (await isThere(lock)); waited += 250) await setTimeout(250);
    return asProgram(program);
  }
  try {
    const env = { ...process.env, GOBIN: cache() };
    await run('go', ['install', `github.com/nats-io/nats-server/v2@${WANTED}`], { env, timeout: INSTALL_MS });
    return await asProgram(program);
  } catch {
    return undefined;
  } finally {
    await rmdir(lock);
  }
}

/** False if another process is building. A lock left by a process that died long ago does not count. */
async function begun(lock: string): Promise<boolean> {
  const since = await stat(lock).catch(() => undefined);
  if (since && Date.now() - since.mtimeMs > 2 * INSTALL_MS) await rmdir(lock).catch(() => {});
  return mkdir(lock).then(
    () => true,
    () => false,
  );
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function newer(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Starts our own server on a free port, with its files in a new folder. */
export async function startNats({ path }: NatsProgram, { jetstream = true } = {}): Promise<NatsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-nats-'));
  const port = await freePort();
  const args = [...(jetstream ? ['--jetstream', '--store_dir', folder] : []), '--addr', '127.0.0.1', '--port', String(port)];
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    server = endsWithUs(spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'] }));
    const { stderr } = server;
    if (!stderr) throw new Error('nats-server has no output');
    await new Promise<void>((resolve, reject) => {
      let said = '';
      stderr.on('data', (text: Buffer) => {
        said = (said + text.toString()).slice(-4_000);
        if (said.includes('Server is ready')) resolve();
      });
      server?.once('exit', () => reject(new Error(`nats-server ended: ${said}`)));
    });
  }

  async function kill(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    folder,
    start,
    kill,
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
