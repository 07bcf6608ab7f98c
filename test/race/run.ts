import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { collections } from '#app/subjects.ts';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { NOW } from '#test/core/booking/given.ts';
import { testClock } from '#test/support/clock.ts';
import { endsWithUs } from '#test/support/ends-with-us.ts';
import { harness } from '#test/support/harness.ts';
import { countedIds } from '#test/support/ids.ts';
import { whole } from '#test/support/option-shapes.ts';
import { quietLog } from '#test/support/quiet.ts';
import type { Told } from './buy.ts';
import { openFor, SCENARIOS } from './scenario.ts';
import { verdictOf } from './verdict.ts';

// `npm run race`: many buyers in several processes want the same places at the same moment, on one file.
const help = `npm run race -- [options]

Lets many buyers in several processes book the same places at the same moment, all on one SQLite file. Checks that no place
is sold twice and that every buyer gets a clear answer.

  --buyers <n>     number of buyers in each scenario (default 500)
  --processes <n>  number of processes that the buyers are spread over (default 4)
  --naive          book without checking versions: this must sell places twice, or the race proves nothing
  --help           show this help

Exit code 0: no place was sold twice. 1: one was, or a buyer got no clear answer. 2: wrong option.
`;

const options = z.object({ buyers: whole(1, 10_000).default(500), processes: whole(1, 64).default(4) });

interface Race {
  readonly file: string;
  readonly buyers: number;
  readonly processes: number;
  readonly naive: boolean;
}

await harness({ help, options, flags: ['naive'] }, async ({ buyers, processes, naive }) => {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-race-'));
  try {
    return await race({ file: join(folder, 'race.db'), buyers, processes, naive });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function race(wanted: Race): Promise<boolean> {
  const { file, buyers, processes, naive } = wanted;
  await using engine = await openSqlite({ file, collections, clock: testClock(NOW), log: quietLog, newId: countedIds() });
  console.log(`${buyers} buyers from ${processes} processes${naive ? ', booking without checking versions' : ''}`);
  let ok = true;
  for (const [n, scenario] of SCENARIOS.entries()) {
    const store = engine.store.tenant(scenario.name);
    await openFor(store, scenario);
    const started = performance.now();
    const told = await buyersOf(n, wanted);
    const verdict = await verdictOf(store, scenario, told);
    ok &&= verdict.ok && told.length === buyers;
    console.log(`\n${scenario.name} (${scenario.places} to sell, ${Math.round(performance.now() - started)} ms)`);
    for (const line of verdict.lines) console.log(`  ${line}`);
  }
  console.log(ok ? '\nNo place was sold twice.' : '\nThe race was lost.');
  return ok;
}

/** Starts the processes, waits until all are ready, lets them go at once, and gathers what they were told. */
async function buyersOf(scenario: number, { file, buyers, processes, naive }: Race): Promise<readonly Told[]> {
  const share = Math.ceil(buyers / processes);
  const children = Array.from({ length: processes }, (_, n) => {
    const order = { file, scenario, from: n * share, until: Math.min((n + 1) * share, buyers), naive };
    return endsWithUs(fork(join(import.meta.dirname, 'buyers.ts'), [JSON.stringify(order)]));
  });
  const answer = async (child: (typeof children)[number]) => {
    const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])]);
    if (message === undefined) throw new Error('a process of buyers ended before it answered');
    return message;
  };
  await Promise.all(children.map(answer));
  const answers = children.map(answer);
  for (const child of children) child.send('go');
  return (await Promise.all(answers)).flat();
}
