import { join } from 'node:path';
import { atLeast, atMost, quantile } from './bars.ts';
import { child } from './child.ts';
import { round } from './figures.ts';
import { WEBHOOK_PATH } from './ingest.ts';
import type { LoadAnswers } from './load.ts';
import type { OurWebhooksAnswers } from './our-webhooks.ts';
import type { BenchRow } from './row.ts';
import { scratch } from './scratch.ts';

const CONNECTIONS = 128;
const PEOPLE = 2_000;
const PACE = 1_000;
const PACED = 5_000;
const BACKLOG = 6_000;
const WARM_UP = 8_000;

/**
 * From the moment a webhook is due to the last of: the message stands in the inbox, its turn is taken and the replies are wanted,
 * its CRM touch, its audit entry and its count are written. The sender does not run: nothing leaves.
 */
export async function benchThrough(): Promise<BenchRow[]> {
  await using folder = await scratch();
  await using load = child<LoadAnswers>(new URL('load.ts', import.meta.url));
  await using ours = child<OurWebhooksAnswers>(new URL('our-webhooks.ts', import.meta.url));
  const { port } = await ours.ask('open', { folder: join(folder.path, 'ours') });
  const order = { port, path: WEBHOOK_PATH, connections: CONNECTIONS, people: PEOPLE };

  const warm = await load.ask('load', { ...order, run: 'warm', requests: WARM_UP });
  await ours.ask('consume', undefined);
  await ours.ask('done', { messages: WARM_UP });
  const paced = await load.ask('load', { ...order, run: 'paced', requests: PACED, rate: PACE });
  const doneAt = await ours.ask('done', { messages: PACED });
  const took = doneAt.map((at, n) => at - (paced.dueAt[n] ?? Number.NaN)).toSorted();

  await ours.ask('rest', undefined);
  const arriving = await load.ask('load', { ...order, run: 'backlog', requests: BACKLOG });
  if (warm.refused + arriving.refused + paced.refused > 0) throw new Error('webhooks were not answered 200');
  const started = performance.now();
  await ours.ask('consume', undefined);
  await ours.ask('done', { messages: BACKLOG });
  const drained = (performance.now() - started) / 1000;

  const p99 = quantile(took, 0.99);
  const ingested = BACKLOG / arriving.seconds;
  const ratio = BACKLOG / drained / ingested;
  return [
    {
      name: `a backlog of ${BACKLOG} drains (inbox, turn, CRM touch, audit, count)`,
      value: round(BACKLOG / drained),
      unit: '/s',
      floor: round(ingested),
      floorName: 'our own ingest of the same messages',
      ratio: round(ratio),
      ...atLeast(0.3, ratio),
    },
    {
      name: `message to inbox row, turn, CRM touch and audit entry at ${PACE}/s, p99 (p50 ${round(quantile(took, 0.5))} ms)`,
      value: round(p99),
      unit: 'ms',
      ...atMost(100, 'ms', p99),
    },
  ];
}
