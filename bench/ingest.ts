import type { BareKoaAnswers } from './bare-koa.ts';
import { atLeast, atMost, quantile } from './bars.ts';
import { type Child, child } from './child.ts';
import { median, round } from './figures.ts';
import type { Ground } from './ground.ts';
import type { Load, LoadAnswers } from './load.ts';
import type { OurWebhooksAnswers } from './our-webhooks.ts';
import type { BenchRow } from './row.ts';
import { META } from './webhook-bodies.ts';

const CONNECTIONS = 128;
/** V8 still optimizes during the first rounds, the app's code longer than the floor's. */
const WARM_UPS = 4;
const ROUNDS = 5;

/** How much is sent, and the bar (design.md 8). */
interface Course {
  readonly requests: number;
  readonly pace: number;
  readonly paced: number;
  readonly bar: number;
  /** The bars on latency and memory are for the embedded engine only. */
  readonly limits: boolean;
  readonly floorName: string;
}

const COURSES: Readonly<Record<Ground['name'], Course>> = {
  embedded: {
    requests: 15_000,
    pace: 4_000,
    paced: 16_000,
    bar: 0.5,
    limits: true,
    floorName: 'bare Koa, signature, one row per request, fsync shared',
  },
  'MongoDB and NATS': {
    requests: 5_000,
    pace: 1_000,
    paced: 5_000,
    bar: 0.6,
    limits: false,
    floorName: 'bare Koa, signature, one row per request, one majority-acknowledged insert per group',
  },
};

export const WEBHOOK_PATH = `/webhooks/meta-cloud/${META.connectionId}`;

/**
 * Signed webhooks over keep-alive connections, from a separate process on the same machine. On two cores the senders and the
 * server share the CPU, and so do those of the floor. The app has the role `api` only, so events are published and consumed later
 * or by other instances. Floor and app alternate, because a machine's speed changes from one second to the next. The ratio is the
 * median of the rounds.
 */
export async function benchIngest(ground: Ground): Promise<BenchRow[]> {
  const { requests, pace, paced: toPace, bar, limits, floorName } = COURSES[ground.name];
  await using load = child<LoadAnswers>(new URL('load.ts', import.meta.url));
  await using bare = child<BareKoaAnswers>(new URL('bare-koa.ts', import.meta.url));
  await using ours = child<OurWebhooksAnswers>(new URL('our-webhooks.ts', import.meta.url));
  const floorPort = (await bare.ask('open', await ground.floorPlace())).port;
  const { folder, settings } = await ground.fresh();
  const ownPort = (await ours.ask('open', { folder, settings: { ...settings, DESKBELL_ROLES: 'api' } })).port;
  let acknowledged = 0;

  const rounds: { floor: Measured; own: Measured }[] = [];
  for (let n = 0; n < WARM_UPS + ROUNDS; n += 1) {
    const floor = await measured(
      requests,
      () => bare.ask('cpuMs', undefined),
      () => toFloor(`floor${n}`, requests),
    );
    const own = await measured(
      requests,
      () => ours.ask('cpuMs', undefined),
      () => toOurs(`own${n}`, requests),
    );
    if (n >= WARM_UPS) rounds.push({ floor, own });
  }
  const before = await ours.ask('memory', undefined);
  const pacedFloor = await toFloor('paced', toPace, pace);
  const paced = await toOurs('paced', toPace, pace);
  await ours.ask('memory', undefined);
  const after = await ours.ask('memory', undefined);
  await nothingLost(ours, acknowledged);

  const ratio = median(rounds.map(({ own, floor }) => own.perSecond / floor.perSecond));
  const p99 = quantile(paced.latenciesMs, 0.99);
  const growth = after.heldMb - before.heldMb;
  return [
    {
      name: `durable ingest, ${ground.name}; role api only, so no other work runs`,
      value: round(median(rounds.map(({ own }) => own.perSecond))),
      unit: '/s',
      floor: round(median(rounds.map(({ floor }) => floor.perSecond))),
      floorName,
      ratio: round(ratio),
      ...atLeast(bar, ratio),
    },
    {
      name: `processor time per webhook, ${ground.name}`,
      value: round(median(rounds.map(({ own }) => own.cpuMicros))),
      unit: 'µs',
      floor: round(median(rounds.map(({ floor }) => floor.cpuMicros))),
      floorName: 'bare Koa',
      ratio: round(median(rounds.map(({ own, floor }) => own.cpuMicros / floor.cpuMicros))),
    },
    {
      name: `durable ingest at ${pace}/s, ${ground.name}, p99 (p50 ${round(quantile(paced.latenciesMs, 0.5))} ms; load generator on the same machine)`,
      value: round(p99),
      unit: 'ms',
      floor: round(quantile(pacedFloor.latenciesMs, 0.99)),
      floorName: 'bare Koa at the same pace',
      ratio: round(p99 / quantile(pacedFloor.latenciesMs, 0.99)),
      ...(limits ? atMost(25, 'ms', p99) : {}),
    },
    {
      name: `memory growth after ${toPace} messages, ${ground.name} (resident ${round(after.rssMb)} MB)`,
      value: round(growth),
      unit: 'MB',
      ...(limits ? atMost(4, 'MB', growth) : {}),
    },
  ];

  function toFloor(run: string, requests: number, rate?: number): Promise<Load> {
    return sent(load, { port: floorPort, path: '/webhook', run, requests, rate });
  }

  async function toOurs(run: string, requests: number, rate?: number): Promise<Load> {
    const done = await sent(load, { port: ownPort, path: WEBHOOK_PATH, run, requests, rate });
    acknowledged += requests;
    return done;
  }
}

interface Measured {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

async function measured(requests: number, cpu: () => Promise<number>, run: () => Promise<Load>): Promise<Measured> {
  const before = await cpu();
  const { seconds } = await run();
  const cpuMs = (await cpu()) - before;
  return { perSecond: requests / seconds, cpuMicros: (cpuMs * 1000) / requests };
}

interface Sending {
  readonly port: number;
  readonly path: string;
  readonly run: string;
  readonly requests: number;
  readonly rate: number | undefined;
}

async function sent(load: Child<LoadAnswers>, { rate, ...order }: Sending): Promise<Load> {
  const done = await load.ask('load', { ...order, connections: CONNECTIONS, ...(rate === undefined ? {} : { rate }) });
  if (done.refused > 0) throw new Error(`${done.refused} of ${order.requests} webhooks were not answered 200`);
  return done;
}

/** Checks that everything was stored. A server that answers without storing would be fast. */
async function nothingLost(ours: Child<OurWebhooksAnswers>, acknowledged: number): Promise<void> {
  const stored = await ours.ask('stored', undefined);
  if (stored !== acknowledged) throw new Error(`${acknowledged} webhooks were acknowledged and ${stored} are in the log`);
}
