import { mkdir } from 'node:fs/promises';
import { type AppProcess, type Start, spawnApp } from './app-process.ts';
import { type Promised, each } from './check.ts';
import { pause } from './pause.ts';
import type { Place } from './site.ts';

/** One instance over all its lives, as a supervisor keeps it: what ends by itself is started again. */
export interface Instance<P extends Place = Place> {
  readonly place: P;
  readonly counts: InstanceCounts;
  /** Takes connections, as far as a balancer knows. */
  isUp(): boolean;
  /** Resolves when it is ready. */
  start(): Promise<Start>;
  /** A request of this moment was answered with 200: it is ready, too. */
  answered(asked: number): void;
  kill(): Promise<void>;
  /** Started, and killed after so many milliseconds: most likely before it is ready. */
  killAtTheStart(afterMs: number): Promise<void>;
  /** Stands still for so many milliseconds, beside its successor. */
  freeze(forMs: number): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<void>;
}

export interface InstanceCounts {
  readonly starts: Start[];
  kills: number;
  /** Ended before they were ready, without being told to: a server could not be reached. */
  failedStarts: number;
  /** Ended while running, without being told to. */
  collapses: number;
  readonly stops: { readonly code: number | null; readonly tookMs: number }[];
}

const START_AGAIN_MS = 500;
const MOST_STARTS = 100;
/** A balancer takes its time to notice. */
const NOTICED_AFTER_MS = 300;

export async function instanceAt<P extends Place>(place: P): Promise<Instance<P>> {
  const counts: InstanceCounts = { starts: [], kills: 0, failedStarts: 0, collapses: 0, stops: [] };
  await mkdir(place.home.folder, { recursive: true });
  let app: AppProcess | undefined;
  let up = false;

  async function start(): Promise<Start> {
    for (let tries = 0; tries < MOST_STARTS; tries += 1) {
      const started = spawnApp(place.home);
      app = started;
      const ready = await started.ready();
      if (ready) {
        counts.starts.push(ready);
        up = true;
        void started.gone.then(() => collapsed(started));
        return ready;
      }
      if (app !== started) throw new Error(`${place.name} was told to end while it started`);
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

  /** It is not to be started again by itself. */
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
    answered: (asked) => app?.answered(asked),
    async kill() {
      const own = taken();
      if (!own) return;
      if (await own.kill()) counts.kills += 1;
      else counts.collapses += 1;
    },
    async killAtTheStart(afterMs) {
      const started = spawnApp(place.home);
      await pause(afterMs);
      if (await started.kill()) counts.kills += 1;
      else counts.failedStarts += 1;
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

/** Instances end when they are told to, and in order. */
export const instancePromises: readonly Promised<readonly Instance[]>[] = [
  {
    what: 'instances stopped only when told to',
    look: (instances) => ({
      of: instances.reduce((sum, { counts }) => sum + counts.starts.length, 0),
      broken: instances.filter(({ counts }) => counts.collapses > 0).map(({ place }) => `${place.name} stopped by itself`),
    }),
  },
  {
    what: 'instances that were told to stop exited with 0',
    look: (instances) =>
      each(
        instances.flatMap(({ place, counts }) => counts.stops.map(({ code }) => ({ name: place.name, code }))),
        ({ name, code }) => (code === 0 ? undefined : `${name} ended with ${code}`),
      ),
  },
];

export async function isReadyAt(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.status === 200;
}
