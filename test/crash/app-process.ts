import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Site } from './site.ts';

/** One life of the app. */
export interface AppProcess {
  /** Milliseconds from the spawn to the first 200 on the webhook port; `undefined` when it ended before. */
  ready(): Promise<number | undefined>;
  /** `kill -9`. Resolves when the process is gone, with whether it was still alive. */
  kill(): Promise<boolean>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

const KNOCK_MS = 10;
export const APP_LOG = 'app.log';

export function spawnApp(site: Site): AppProcess {
  const spawned = performance.now();
  const program = join(import.meta.dirname, 'app.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(site.settings)], { stdio: ['pipe', 'ignore', 'pipe'] });
  child.stderr.on('data', (said: Buffer) => appendFileSync(join(site.folder, APP_LOG), said));
  const gone = once(child, 'exit');
  return {
    async ready() {
      while (isAlive(child)) {
        if (await answers200(site)) return performance.now() - spawned;
        await new Promise((resolve) => setTimeout(resolve, KNOCK_MS));
      }
      return undefined;
    },
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
  };
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** Meta's handshake: it needs the store open and the secrets of the connection unsealed. */
async function answers200({ metaWebhook, credentials }: Site): Promise<boolean> {
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

/** How long a Node that does nothing takes to start and end here and now: what a slow start is held against. */
export async function bareStartMs(): Promise<number> {
  const spawned = performance.now();
  await once(spawn(process.execPath, ['--eval', ''], { stdio: 'ignore' }), 'exit');
  return performance.now() - spawned;
}
