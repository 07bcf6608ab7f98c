import { join } from 'node:path';
import type { BareKoaAnswers } from './bare-koa.ts';
import { atLeast, atMost, quantile } from './bars.ts';
import { type Child, child } from './child.ts';
import { median, round } from './figures.ts';
import type { Load, LoadAnswers } from './load.ts';
import type { OurWebhooksAnswers } from './our-webhooks.ts';
import type { BenchRow } from './row.ts';
import { scratch } from './scratch.ts';
import { META } from './webhook-bodies.ts';

const CONNECTIONS = 128;
const REQUESTS = 15_000;
/** V8 is still optimizing during the first rounds, ours longer than the floor. */
const WARM_UPS = 4;
const ROUNDS = 5;
const PACE = 4_000;
const PACED = 16_000;

export const WEBHOOK_PATH = `/webhooks/meta-cloud/${META.connectionId}`;

/**
 * Signed webhooks over keep-alive connections, from a process of their own on the same machine: on two cores the senders and
 * the server share them, for the floor as well. Consumers do not run. Floor and ours take turns, because a machine is not the
 * same from one second to the next; the ratio is the median of the rounds.
 */
export async function benchIngest(): Promise<BenchRow[]> {
  await using folder = await scratch();
  await using load = child<LoadAnswers>(new URL('load.ts', import.meta.url));
  await using bare = child<BareKoaAnswers>(new URL('bare-koa.ts', import.meta.url));
  await using ours = child<OurWebhooksAnswers>(new URL('our-webhooks.ts', import.meta.url));
  const floorPort = (await bare.ask('open', { file: join(folder.path, 'floor.db') })).port;
  const ownPort = (await ours.ask('open', { folder: join(folder.path, 'ours') })).port;
  let acknowledged = 0;

  const rounds: { floor: Measured; own: Measured }[] = [];
  for (let n = 0; n < WARM_UPS + ROUNDS; n += 1) {
    const floor = await measured(
      () => bare.ask('cpuMs', undefined),
      () => toFloor(`floor${n}`, REQUESTS),
    );
    const own = await measured(
      () => ours.ask('cpuMs', undefined),
      () => toOurs(`own${n}`, REQUESTS),
    );
    if (n >= WARM_UPS) rounds.push({ floor, own });
  }
  const before = await ours.ask('memory', undefined);
  const pacedFloor = await toFloor('paced', PACED, PACE);
  const paced = await toOurs('paced', PACED, PACE);
  await ours.ask('memory', undefined);
  const after = await ours.ask('memory', undefined);
  await nothingLost(ours, acknowledged);

  const ratio = median(rounds.map(({ own, floor }) => own.perSecond / floor.perSecond));
  const p99 = quantile(paced.latenciesMs, 0.99);
  const growth = after.heldMb - before.heldMb;
  return [
    {
      name: 'durable ingest, embedded',
      value: round(median(rounds.map(({ own }) => own.perSecond))),
      unit: '/s',
      floor: round(median(rounds.map(({ floor }) => floor.perSecond))),
      floorName: 'bare Koa, signature, one row per request, fsync shared',
      ratio: round(ratio),
      ...atLeast(0.5, ratio),
    },
    {
      name: 'processor time of a webhook, which neighbours on the machine disturb less',
      value: round(median(rounds.map(({ own }) => own.cpuMicros))),
      unit: 'µs',
      floor: round(median(rounds.map(({ floor }) => floor.cpuMicros))),
      floorName: 'bare Koa',
      ratio: round(median(rounds.map(({ own, floor }) => own.cpuMicros / floor.cpuMicros))),
    },
    {
      name: `durable ingest at ${PACE}/s, p99 (p50 ${round(quantile(paced.latenciesMs, 0.5))} ms; senders on the same machine)`,
      value: round(p99),
      unit: 'ms',
      floor: round(quantile(pacedFloor.latenciesMs, 0.99)),
      floorName: 'bare Koa at the same pace',
      ratio: round(p99 / quantile(pacedFloor.latenciesMs, 0.99)),
      ...atMost(25, 'ms', p99),
    },
    {
      name: `memory held more after ${PACED} messages (resident ${round(after.rssMb)} MB)`,
      value: round(growth),
      unit: 'MB',
      ...atMost(4, 'MB', growth),
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

async function measured(cpu: () => Promise<number>, run: () => Promise<Load>): Promise<Measured> {
  const before = await cpu();
  const { seconds } = await run();
  const cpuMs = (await cpu()) - before;
  return { perSecond: REQUESTS / seconds, cpuMicros: (cpuMs * 1000) / REQUESTS };
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

/** A server that answers without storing would be fast. */
async function nothingLost(ours: Child<OurWebhooksAnswers>, acknowledged: number): Promise<void> {
  const stored = await ours.ask('stored', undefined);
  if (stored !== acknowledged) throw new Error(`${acknowledged} webhooks were acknowledged and ${stored} are in the log`);
}
