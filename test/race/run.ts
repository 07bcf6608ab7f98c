import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { collections } from '#contracts/records/all.ts';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { NOW } from '#test/core/booking/given.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import { quietLog } from '#test/support/quiet.ts';
import type { Told } from './buy.ts';
import { openFor, SCENARIOS } from './scenario.ts';
import { verdictOf } from './verdict.ts';

// `npm run race`: many buyers from several processes on one file want the same places at the same moment.
// `--naive` lets them claim without looking at versions: then it must fail, or the race proves nothing.
const { values } = parseArgs({
  options: {
    naive: { type: 'boolean', default: false },
    buyers: { type: 'string', default: '500' },
    processes: { type: 'string', default: '4' },
  },
});
const count = z.coerce.number().int().min(1).max(10_000);
const [buyers, processes] = [count.parse(values.buyers), count.parse(values.processes)];
const folder = await mkdtemp(join(tmpdir(), 'deskbell-race-'));
const file = join(folder, 'race.db');

try {
  process.exitCode = (await race()) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function race(): Promise<boolean> {
  await using engine = await openSqlite({ file, collections, clock: testClock(NOW), log: quietLog, newId: countedIds() });
  console.log(`${buyers} buyers from ${processes} processes${values.naive ? ', claiming naively' : ''}`);
  let ok = true;
  for (const [n, scenario] of SCENARIOS.entries()) {
    const store = engine.store.tenant(scenario.name);
    await openFor(store, scenario);
    const started = performance.now();
    const told = await buyersOf(n);
    const verdict = await verdictOf(store, scenario, told);
    ok &&= verdict.ok && told.length === buyers;
    console.log(`\n${scenario.name} (${scenario.places} to sell, ${Math.round(performance.now() - started)} ms)`);
    for (const line of verdict.lines) console.log(`  ${line}`);
  }
  console.log(ok ? '\nno place was sold twice' : '\nthe race was lost');
  return ok;
}

/** Starts the processes, waits until all are ready, lets them go at once, and gathers what they were told. */
async function buyersOf(scenario: number): Promise<readonly Told[]> {
  const share = Math.ceil(buyers / processes);
  const children = Array.from({ length: processes }, (_, n) => {
    const order = { file, scenario, from: n * share, until: Math.min((n + 1) * share, buyers), naive: values.naive };
    return fork(join(import.meta.dirname, 'buyers.ts'), [JSON.stringify(order)]);
  });
  const answer = async (child: (typeof children)[number]) => {
    const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])]);
    if (message === undefined) throw new Error('a process of buyers ended before it had answered');
    return message;
  };
  await Promise.all(children.map(answer));
  const answers = children.map(answer);
  for (const child of children) child.send('go');
  return (await Promise.all(answers)).flat();
}
