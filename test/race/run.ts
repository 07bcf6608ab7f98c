import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { collections } from '#app/subjects.ts';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { NOW } from '#test/core/booking/given.ts';
import { testClock } from '#test/support/clock.ts';
import type { Check } from '#test/harness/check.ts';
import { type Outcome, program } from '#test/harness/program.ts';
import { checkLines, isKept, judgedIn } from '#test/harness/report.ts';
import { endsWithUs } from '#test/support/ends-with-us.ts';
import { harness } from '#test/support/harness.ts';
import { countedIds } from '#test/support/ids.ts';
import { whole } from '#test/support/option-shapes.ts';
import { quietLog } from '#test/support/quiet.ts';
import type { Told } from './buy.ts';
import { raceChecks, reasonsIn } from './checks.ts';
import { openFor, SCENARIOS } from './scenario.ts';

// `npm run race`: many buyers in several processes want the same places at the same moment, on one file.
const help = `npm run race -- [options]

Lets many buyers in several processes book the same places at the same moment, all on one SQLite file. Checks that no place
is sold twice and that every buyer gets a clear answer.

  --buyers <n>     number of buyers in each scenario (default 500)
  --processes <n>  number of processes that the buyers are spread over (default 4)
  --naive          book without checking versions: this must sell places twice, or the race proves nothing
  --json           print the report as JSON
  --help           show this help

Exit code 0: every promise was kept. 1: a place was sold twice, or a buyer got no clear answer. 2: wrong option.
`;

const options = z.object({ buyers: whole(1, 10_000).default(500), processes: whole(1, 64).default(4) });

interface Race {
  readonly file: string;
  readonly buyers: number;
  readonly processes: number;
  readonly naive: boolean;
}

await harness({ help, options, flags: ['naive', 'json'] }, ({ json, ...wanted }) =>
  program({ name: 'race', json }, ({ folder, tell }) => {
    const how = wanted.naive ? ', booking without checking versions' : '';
    tell(`${wanted.buyers} buyers from ${wanted.processes} processes${how}`);
    return race({ ...wanted, file: join(folder, 'race.db') });
  }),
);

async function race(wanted: Race): Promise<Outcome> {
  const { file, buyers } = wanted;
  await using engine = await openSqlite({ file, collections, clock: testClock(NOW), log: quietLog, newId: countedIds() });
  const lines: string[] = [];
  const all: Check[] = [];
  for (const [n, scenario] of SCENARIOS.entries()) {
    const store = engine.store.tenant(scenario.name);
    await openFor(store, scenario);
    const started = performance.now();
    const told = await buyersOf(n, wanted);
    const tookMs = Math.round(performance.now() - started);
    const silent = buyers - told.length;
    const checks = [
      ...(await raceChecks(store, scenario, told)),
      { what: 'every buyer was told something', of: buyers, broken: silent > 0 ? [`${silent} were not`] : [] },
    ].map((check) => ({ ...check, what: `${scenario.name}: ${check.what}` }));
    all.push(...checks);
    lines.push(`${scenario.name} (${scenario.places} to sell, ${tookMs} ms): ${reasonsIn(told)}`);
  }
  const judged = judgedIn(all);
  return { ok: isKept(all), lines: [...lines, '', ...checkLines(judged)], report: { buyers, checks: judged } };
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
