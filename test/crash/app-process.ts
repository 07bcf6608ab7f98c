import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endsWithUs } from '#test/support/ends-with-us.ts';
import type { Site } from './site.ts';

export interface Start {
  /** From the spawn to the first 200 on the webhook port. */
  readonly readyMs: number;
  /** Of which no processor was free for it. */
  readonly waitedMs: number;
}

/** One life of the app. */
export interface AppProcess {
  /** Resolves with the first 200 on the webhook port; with `undefined` when it ended before. */
  ready(): Promise<Start | undefined>;
  /** Somebody has had a 200 to a request of this moment. */
  answered(asked: number): void;
  /** `kill -9`. Resolves when the process is gone, with whether it was still alive. */
  kill(): Promise<boolean>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGSTOP and SIGCONT: it stands still and knows nothing of it. */
  freeze(): void;
  thaw(): void;
  /** Resolves when it is gone, however it ended. */
  readonly gone: Promise<unknown>;
}

/** What a life of the app needs to know of where it lives. */
export type Home = Pick<Site, 'folder' | 'credentials' | 'settings' | 'metaWebhook'>;

const KNOCK_MS = 10;
export const APP_LOG = 'app.log';

/** `answers`: whether it is ready; by default, whether it takes webhooks. */
export function spawnApp(site: Home, answers: () => Promise<boolean> = () => answers200(site)): AppProcess {
  const spawned = performance.now();
  const program = join(import.meta.dirname, 'app.ts');
  const child = endsWithUs(
    spawn(process.execPath, [program, JSON.stringify(site.settings)], { stdio: ['pipe', 'ignore', 'pipe'] }),
  );
  child.stderr.on('data', (said: Buffer) => appendFileSync(join(site.folder, APP_LOG), said));
  const gone = once(child, 'exit');
  const start = Promise.withResolvers<Start | undefined>();
  void gone.then(() => start.resolve(undefined));

  let isReady = false;
  function answered(asked: number): void {
    if (isReady || asked < spawned) return;
    isReady = true;
    const readyMs = performance.now() - spawned;
    void waitedForProcessor(child.pid).then((waitedMs) => start.resolve({ readyMs, waitedMs }));
  }

  async function knock(): Promise<void> {
    while (isAlive(child) && !isReady) {
      const asked = performance.now();
      if (await answers()) return answered(asked);
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

/** Meta's handshake: it needs the store open and the secrets of the connection unsealed. */
async function answers200({ metaWebhook, credentials }: Home): Promise<boolean> {
  const asked = new URL(metaWebhook);
  asked.search = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.verify_token': credentials.meta.verifyToken,
    'hub.challenge': '1',
  }).toString();
  const answer = await fetch(asked, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.status === 200;
}

/** Linux keeps, of a process, how long its main thread was ready to run and no processor was free. 0 where that is not told. */
async function waitedForProcessor(pid: number | undefined): Promise<number> {
  const told = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '');
  return Number(told.split(' ')[1] ?? 0) / 1e6;
}
