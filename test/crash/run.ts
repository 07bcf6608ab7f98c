// `npm run crash`: kills the app at random moments under load, then checks every promise against the data that is left.
import { z } from 'zod';
import { howMany } from '../../src/cli/how-many.ts';
import { program } from '#test/harness/program.ts';
import { linesOf, readiness, toldOf } from '#test/harness/report.ts';
import { harness } from '#test/support/harness.ts';
import { number, whole } from '#test/support/option-shapes.ts';
import { crash } from './crash.ts';

const help = `npm run crash -- [options]

Kills the app with SIGKILL at random moments while customers write, book, move and cancel, and restarts it on the same data.
Then checks the store against what the customers and the providers saw. The emulators of the providers keep running.

  --rounds <n>    number of kills, not counting the extra ones during a start (default 20)
  --seconds <n>   longest time in seconds before each kill (default 6)
  --rate <n>      messages per second while the app keeps up (default 100)
  --writers <n>   customers who send messages (default 40)
  --visitors <n>  customers who book at the same time, at each of the two businesses (default 2)
  --seed <text>   repeats the random choices of an earlier run; timing still differs between runs
  --json          print the report as JSON
  --keep          keep the log and the data that was checked
  --help          show this help

Exit code 0: every promise was kept. 1: a promise was broken, or the run could not finish; its data is kept. 2: wrong option.
`;

const options = z.object({
  rounds: whole(1, 1_000).default(20),
  seconds: number(0.1, 600).default(6),
  rate: whole(1, 10_000).default(100),
  writers: whole(1, 2_000).default(40),
  visitors: whole(1, 20).default(2),
  seed: z.string().min(1).optional(),
});

await harness({ help, options, flags: ['json', 'keep'] }, ({ seed: asked, json, keep, ...wanted }) =>
  program({ name: 'crash', seed: asked, json, keep }, async ({ folder, seed, tell }) => {
    const { rounds, seconds, rate, writers, visitors } = wanted;
    tell(`seed ${seed}: ${rounds} rounds of up to ${seconds} s, ${rate} messages per second from ${writers} writers`);
    const run = await crash({ folder, seed, rounds, seconds, writers, perSecond: rate, visitorsAtATime: visitors, tell });
    const told = toldOf(run, seed);
    const { kills } = run;
    const lines = [
      `${howMany(kills, 'kill')} in ${howMany(rounds, 'round')}, seed ${seed}`,
      readiness(run.starts).line,
      ...linesOf(told),
    ];
    return { ok: told.ok, report: { ...told, rounds, kills, starts: run.starts }, lines, evidence: run.evidence };
  }),
);
