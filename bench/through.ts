import { atLeast, atMost, quantile } from './bars.ts';
import { type Child, child } from './child.ts';
import { round } from './figures.ts';
import type { Ground } from './ground.ts';
import { WEBHOOK_PATH } from './ingest.ts';
import type { Load, LoadAnswers, LoadOrder } from './load.ts';
import type { OurWebhooksAnswers } from './our-webhooks.ts';
import type { BenchRow } from './row.ts';

const CONNECTIONS = 128;
const PEOPLE = 2_000;
const HALF_SECONDS = 5;
/** The consumers that handle a message. The sender does not run, so nothing is sent. */
export const CONSUMERS: readonly string[] = ['recorder', 'dialogue', 'crm-sync', 'audit', 'analytics'];

/** The bars of design.md 8, for the embedded engine. */
interface Course {
  readonly warmUp: number;
  readonly pace: number;
  readonly paced: number;
  readonly backlog: number;
  readonly bars: boolean;
}

const COURSES: Readonly<Record<Ground['name'], Course>> = {
  embedded: { warmUp: 8_000, pace: 1_000, paced: 5_000, backlog: 6_000, bars: true },
  'MongoDB and NATS': { warmUp: 600, pace: 30, paced: 300, backlog: 1_000, bars: false },
};

/**
 * Time from when a webhook is due until the last of these: the message is in the inbox, its turn is taken and the replies are
 * wanted, the CRM record is written, the audit entry is written, the day's counts include it.
 */
export async function benchThrough(ground: Ground): Promise<BenchRow[]> {
  const { bars, ...course } = COURSES[ground.name];
  const recorder = await measured(ground, course, ['recorder']);
  const all = await measured(ground, course, CONSUMERS);
  const ratio = all.drained / all.ingested;
  const p99 = quantile(all.took, 0.99);
  const half = quantile(all.halfTook, 0.99);
  return [
    {
      name: `a backlog of ${course.backlog} drains through the recorder alone, ${ground.name}`,
      value: round(recorder.drained),
      unit: '/s',
    },
    {
      name: `a backlog of ${course.backlog} drains through ${CONSUMERS.join(', ')}, ${ground.name}`,
      value: round(all.drained),
      unit: '/s',
      floor: round(all.ingested),
      floorName: 'our own ingest of the same messages',
      ratio: round(ratio),
      ...(bars ? atLeast(0.3, ratio) : {}),
    },
    {
      name: `processor of a message through all of them, ${ground.name}`,
      value: round(all.drainCpuMs),
      unit: 'ms',
      floor: round(all.ingestCpuMs),
      floorName: 'its ingest',
      ratio: round(all.ingestCpuMs / all.drainCpuMs),
    },
    {
      name: `message to the end of all of them at ${course.pace}/s, p99 (p50 ${round(quantile(all.took, 0.5))} ms), ${ground.name}`,
      value: round(p99),
      unit: 'ms',
    },
    {
      name: `message to the end of all of them at half of what drains, ${all.half}/s, p99 (p50 ${round(quantile(all.halfTook, 0.5))} ms), ${ground.name}`,
      value: round(half),
      unit: 'ms',
      ...(bars ? atMost(100, 'ms', half) : {}),
    },
    {
      name: `resident memory at the end, ${ground.name} (growth over ${course.backlog} messages: ${round(all.grownMb)} MB)`,
      value: round(all.rssMb),
      unit: 'MB',
    },
  ];
}

interface Figures {
  readonly ingested: number;
  readonly drained: number;
  readonly ingestCpuMs: number;
  readonly drainCpuMs: number;
  readonly took: Float64Array;
  /** Messages a second. */
  readonly half: number;
  readonly halfTook: Float64Array;
  readonly rssMb: number;
  readonly grownMb: number;
}

async function measured(
  ground: Ground,
  { warmUp, pace, paced, backlog }: Omit<Course, 'bars'>,
  names: readonly string[],
): Promise<Figures> {
  await using load = child<LoadAnswers>(new URL('load.ts', import.meta.url));
  await using ours = child<OurWebhooksAnswers>(new URL('our-webhooks.ts', import.meta.url));
  const { port } = await ours.ask('open', await ground.fresh());
  const order = { port, path: WEBHOOK_PATH, connections: CONNECTIONS, people: PEOPLE };

  await sent(load, { ...order, run: 'warm', requests: warmUp });
  await ours.ask('consume', { names });
  await ours.ask('done', { messages: warmUp });
  const { dueAt } = await sent(load, { ...order, run: 'paced', requests: paced, rate: pace });
  const doneAt = await ours.ask('done', { messages: paced });
  const took = waits(doneAt, dueAt);

  await ours.ask('idle', undefined);
  await ours.ask('rest', undefined);
  const before = await ours.ask('memory', undefined);
  const idleCpu = await ours.ask('cpuMs', undefined);
  const { seconds } = await sent(load, { ...order, run: 'backlog', requests: backlog });
  const ingestedCpu = await ours.ask('cpuMs', undefined);
  const started = performance.now();
  await ours.ask('consume', { names });
  await ours.ask('done', { messages: backlog });
  await ours.ask('idle', undefined);
  const drained = backlog / ((performance.now() - started) / 1000);
  const drainedCpu = await ours.ask('cpuMs', undefined);
  // Half of the measured rate, long enough to see a steady state.
  const half = Math.max(1, Math.floor(drained / 2));
  const halfPaced = await sent(load, { ...order, run: 'half', requests: half * HALF_SECONDS, rate: half });
  const halfTook = waits(await ours.ask('done', { messages: half * HALF_SECONDS }), halfPaced.dueAt);
  await ours.ask('memory', undefined);
  const after = await ours.ask('memory', undefined);
  return {
    ingested: backlog / seconds,
    drained,
    ingestCpuMs: (ingestedCpu - idleCpu) / backlog,
    drainCpuMs: (drainedCpu - ingestedCpu) / backlog,
    took,
    half,
    halfTook,
    rssMb: after.rssMb,
    grownMb: after.heldMb - before.heldMb,
  };
}

/** Milliseconds from when each was due until it was done, ascending. */
function waits(doneAt: Float64Array, dueAt: Float64Array): Float64Array {
  return doneAt.map((at, n) => at - (dueAt[n] ?? Number.NaN)).toSorted();
}

async function sent(load: Child<LoadAnswers>, order: LoadOrder): Promise<Load> {
  const done = await load.ask('load', order);
  if (done.refused > 0) throw new Error(`${done.refused} of ${order.requests} webhooks were not answered 200`);
  return done;
}
