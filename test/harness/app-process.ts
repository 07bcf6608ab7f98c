import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endsWithUs } from '#test/support/ends-with-us.ts';

export interface Start {
  /** From the spawn until it was ready. */
  readonly readyMs: number;
  /** Of which no processor was free for it. */
  readonly waitedMs: number;
}

/** One life of the app. */
export interface AppProcess {
  /** Resolves when it is ready; with `undefined` when it ended before. */
  ready(): Promise<Start | undefined>;
  /** A request of this moment was answered with 200. */
  answered(asked: number): void;
  /** `kill -9`. Resolves when the process is gone, with whether it was still alive. */
  kill(): Promise<boolean>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGSTOP and SIGCONT: it stands still and does not know of it. */
  freeze(): void;
  thaw(): void;
  /** Resolves when it is gone, however it ended. */
  readonly gone: Promise<unknown>;
}

/** Where a life of the app takes place. */
export interface Home {
  readonly folder: string;
  /** As the environment would name them. */
  readonly settings: Readonly<Record<string, string>>;
  /** Asks it once. */
  isReady(): Promise<boolean>;
}

const KNOCK_MS = 10;
const APP_LOG = 'app.log';

export function spawnApp({ folder, settings, isReady }: Home): AppProcess {
  const spawned = performance.now();
  const program = join(import.meta.dirname, 'app.ts');
  const child = endsWithUs(spawn(process.execPath, [program, JSON.stringify(settings)], { stdio: ['pipe', 'ignore', 'pipe'] }));
  child.stderr.on('data', (said: Buffer) => appendFileSync(join(folder, APP_LOG), said));
  const gone = once(child, 'exit');
  const start = Promise.withResolvers<Start | undefined>();
  void gone.then(() => start.resolve(undefined));

  let known = false;
  function answered(asked: number): void {
    if (known || asked < spawned) return;
    known = true;
    const readyMs = performance.now() - spawned;
    void waitedForProcessor(child.pid).then((waitedMs) => start.resolve({ readyMs, waitedMs }));
  }

  async function knock(): Promise<void> {
    while (isAlive(child) && !known) {
      const asked = performance.now();
      if (await isReady()) return answered(asked);
      await new Promise((resolve) => setTimeout(resolve, KNOCK_MS));
    }
  }

  return {
    ready() {
      void knock();
      return start.promise;
    },
    answered,
    async kill() {
      const alive = isAlive(child) && child.kill('SIGKILL');
      await gone;
      return alive && child.signalCode === 'SIGKILL';
    },
    async stop() {
      if (isAlive(child)) child.kill('SIGTERM');
      await gone;
      return child.exitCode;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    gone,
  };
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** Linux keeps, of a process, how long its main thread was ready to run and no processor was free. 0 where that is not told. */
async function waitedForProcessor(pid: number | undefined): Promise<number> {
  const told = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '');
  return Number(told.split(' ')[1] ?? 0) / 1e6;
}
