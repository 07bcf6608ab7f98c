// `npm run crash`: kills the app at random moments under load, then checks every promise against the data that is left.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { harness } from '#test/support/harness.ts';
import { number, whole } from '#test/support/option-shapes.ts';
import { crash } from './crash.ts';
import { linesOf, reportOf } from './report.ts';

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

await harness({ help, options, flags: ['json'] }, async ({ rounds, seconds, rate, writers, visitors, json, seed: asked }) => {
  const seed = asked ?? String(Date.now() % 1_000_000);
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-crash-'));
  tell(`seed ${seed}: ${rounds} rounds of up to ${seconds} s, ${rate} messages per second from ${writers} writers`);
  let ok = false;
  try {
    const run = await crash({ folder, seed, rounds, seconds, writers, perSecond: rate, visitorsAtATime: visitors, tell });
    const report = reportOf(run, seed, rounds);
    ok = report.ok;
    const text = json
      ? JSON.stringify(report, null, 2)
      : `\n${linesOf(report).join('\n')}\n\n${ok ? 'Every promise was kept.' : 'A promise was broken.'}`;
    process.stdout.write(`${text}\n`);
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
  }
  if (ok) await rm(folder, { recursive: true, force: true });
  else tell(`seed ${seed}; the data of this run is in ${folder}`);
  return ok;
});
