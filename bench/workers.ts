import { availableParallelism, loadavg } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { atLeast } from './bars.ts';
import { type Child, child } from './child.ts';
import { round } from './figures.ts';
import type { Ground } from './ground.ts';
import { WEBHOOK_PATH } from './ingest.ts';
import type { LoadAnswers } from './load.ts';
import { type OnTheBus, onTheBus } from './on-the-bus.ts';
import type { Installation, OurWebhooksAnswers } from './our-webhooks.ts';
import type { BenchRow } from './row.ts';
import { CONSUMERS } from './through.ts';

const BACKLOG = 1_000;
const PEOPLE = 1_000;
/** Two workers, the store and the bus. With fewer cores, the second worker would take CPU time from the servers. */
const CORES = 4;
const OURS = new URL('our-webhooks.ts', import.meta.url);

/**
 * Drains a backlog of the store. One instance publishes it to the bus, as always. Then one process drains it, or two that start
 * at the same time. Distributing the partitions is part of the drain, and so are all follow-up events.
 */
export async function benchWorkers(ground: Ground): Promise<BenchRow[]> {
  const free = availableParallelism() - (loadavg()[0] ?? 0);
  const one = await drain(ground, 1);
  const two = await drain(ground, 2);
  const ratio = two.perSecond / one.perSecond;
  const why = `not judged: of ${availableParallelism()} cores ${round(Math.max(0, free))} were free before it, and two workers beside their servers need ${CORES}`;
  return [
    {
      name: 'events published from the store to the bus, by the one instance with this job',
      value: round(one.published),
      unit: '/s',
    },
    {
      name: `two worker processes drain ${BACKLOG} messages through all consumers${free < CORES ? ` (${why})` : ''}`,
      value: round(two.perSecond),
      unit: '/s',
      floor: round(one.perSecond),
      floorName: 'one worker process',
      ratio: round(ratio),
      ...(free < CORES ? {} : atLeast(1.7, ratio)),
    },
  ];
}

async function drain(ground: Ground, workers: number): Promise<{ readonly published: number; readonly perSecond: number }> {
  const place = await ground.fresh();
  await keepWaiting(place);
  await using hands = new AsyncDisposableStack();
  const bus = hands.use(await onTheBus(place.settings));
  const own = Array.from({ length: workers }, () => hands.use(child<OurWebhooksAnswers>(OURS)));

  await Promise.all(own.map((worker) => worker.ask('open', place)));
  const published = await arrival(bus);
  const started = performance.now();
  await Promise.all(own.map((worker) => worker.ask('consume', { names: CONSUMERS })));
  while (!(await allDone(own))) await setTimeout(20);
  for (const worker of own) await worker.ask('idle', undefined);
  return { published, perSecond: BACKLOG / ((performance.now() - started) / 1000) };
}

/** Receives webhooks in an instance that publishes nothing, and closes it. */
async function keepWaiting(place: Installation): Promise<void> {
  await using load = child<LoadAnswers>(new URL('load.ts', import.meta.url));
  await using api = child<OurWebhooksAnswers>(OURS);
  const { port } = await api.ask('open', { ...place, settings: { ...place.settings, DESKBELL_ROLES: 'api' } });
  const order = { port, path: WEBHOOK_PATH, connections: 128, people: PEOPLE, run: 'waiting', requests: BACKLOG };
  const { refused } = await load.ask('load', order);
  if (refused > 0) throw new Error(`${refused} of ${BACKLOG} webhooks were not answered 200`);
}

/** Events per second, from the first that arrives to the last. */
async function arrival(bus: OnTheBus): Promise<number> {
  let [first, from] = [0, 0];
  for (;;) {
    const count = await bus.count();
    if (from === 0 && count > 0) [first, from] = [count, performance.now()];
    if (count >= BACKLOG) return (count - first) / ((performance.now() - from) / 1000);
    await setTimeout(10);
  }
}

/**
 * An instance that takes over a partition may handle an event again. So each counts what it handled, and the sum may be higher.
 */
async function allDone(workers: readonly Child<OurWebhooksAnswers>[]): Promise<boolean> {
  const counts = await Promise.all(workers.map((worker) => worker.ask('soFar', undefined)));
  return CONSUMERS.every((name) => counts.reduce((sum, count) => sum + (count[name] ?? 0), 0) >= BACKLOG);
}
