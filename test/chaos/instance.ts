import { mkdir } from 'node:fs/promises';
import { type AppProcess, type Home, type Start, spawnApp } from '#test/crash/app-process.ts';
import { pause } from '#test/crash/pause.ts';
import type { Wire } from './wire.ts';

/** Where an instance lives: its settings, its addresses, and the lines to the servers that only it uses. */
export interface Place {
  readonly name: string;
  readonly home: Home;
  /** Has the role `api`. */
  readonly serves: boolean;
  readonly pagesPort: number;
  readonly webhookPort: number;
  readonly health: string;
  readonly store: readonly Wire[];
  readonly bus: readonly Wire[];
}

/** One instance over all its lives, as a supervisor keeps it: what ends by itself is started again. */
export interface Instance {
  readonly place: Place;
  readonly counts: InstanceCounts;
  /** Takes connections, as far as a balancer knows. */
  isUp(): boolean;
  /** Resolves when it is ready. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Started, and killed after so long: most likely before it is ready. */
  killAtTheStart(afterMs: number): Promise<void>;
  /** Stands still for so long, beside whoever follows. */
  freeze(forMs: number): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<void>;
}

export interface InstanceCounts {
  readonly starts: Start[];
  /** Ended before they were ready, as nobody asked them to: a server could not be reached. */
  failedStarts: number;
  /** Ended while running, as nobody asked them to. */
  collapses: number;
  readonly stops: { readonly code: number | null; readonly tookMs: number }[];
}

const START_AGAIN_MS = 500;
const MOST_STARTS = 100;
/** A balancer takes its time to notice. */
const NOTICED_AFTER_MS = 300;

export async function instanceAt(place: Place): Promise<Instance> {
  const counts: InstanceCounts = { starts: [], failedStarts: 0, collapses: 0, stops: [] };
  await mkdir(place.home.folder, { recursive: true });
  let app: AppProcess | undefined;
  let up = false;

  async function start(): Promise<void> {
    for (let tries = 0; tries < MOST_STARTS; tries += 1) {
      const started = spawnApp(place.home, () => isReady(place.health));
      app = started;
      const ready = await started.ready();
      if (ready) {
        counts.starts.push(ready);
        up = true;
        void started.gone.then(() => collapsed(started));
        return;
      }
      if (app !== started) return;
      counts.failedStarts += 1;
      await pause(START_AGAIN_MS);
    }
    throw new Error(`${place.name} does not start; the reason is in its app.log`);
  }

  async function collapsed(ended: AppProcess): Promise<void> {
    if (app !== ended) return;
    counts.collapses += 1;
    up = false;
    await start();
  }

  /** Nobody is to start it again. */
  function taken(): AppProcess | undefined {
    const own = app;
    app = undefined;
    up = false;
    return own;
  }

  return {
    place,
    counts,
    isUp: () => up,
    start,
    async kill() {
      await taken()?.kill();
    },
    async killAtTheStart(afterMs) {
      const started = spawnApp(place.home, () => isReady(place.health));
      await pause(afterMs);
      await started.kill();
    },
    async freeze(forMs) {
      const own = app;
      own?.freeze();
      await pause(NOTICED_AFTER_MS);
      up = false;
      await pause(forMs - NOTICED_AFTER_MS);
      own?.thaw();
      if (app === own) up = true;
    },
    async stop() {
      const own = taken();
      if (!own) return;
      const from = performance.now();
      counts.stops.push({ code: await own.stop(), tookMs: performance.now() - from });
    },
  };
}

async function isReady(health: string): Promise<boolean> {
  const answer = await fetch(`${health}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.status === 200;
}
