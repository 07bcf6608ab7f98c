// `npm run crash`: the app is killed at random moments under load, and what it promised is held against what is left.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { crash } from './crash.ts';
import { linesOf, reportOf } from './report.ts';

const HELP = `npm run crash -- [options]

Kills the app with SIGKILL at random moments while customers write, book, move and cancel, starts it again on the same data,
and holds what is in the store against what customers and providers saw. The emulators of the providers live on.

  --rounds <n>    kills, besides some during a start (default 20)
  --seconds <n>   the app lives at most so long in a round (default 6)
  --rate <n>      messages a second, while the app keeps up (default 100)
  --writers <n>   customers who write (default 40)
  --visitors <n>  customers who book at a time, at each of two businesses (default 2)
  --seed <text>   repeats the choices of a run; the moments of a machine are never quite the same
  --json          the report as JSON
  --help          this text

0: every promise was kept. 1: one was broken, or the run could not be finished; its data is kept. 2: wrong use.
`;

const whole = (most: number) => z.coerce.number().int().min(1).max(most);
const optionsShape = z.object({
  rounds: whole(1_000),
  seconds: z.coerce.number().positive().max(600),
  rate: whole(10_000),
  writers: whole(2_000),
  visitors: whole(20),
  seed: z.string().min(1),
});

process.exit(await main());

async function main(): Promise<number> {
  const options = read();
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { rounds, seconds, seed, rate, writers, visitors } = options.run;
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-crash-'));
  tell(`seed ${seed}: ${rounds} rounds of at most ${seconds} s, ${rate} messages a second by ${writers} writers`);
  let ok = false;
  try {
    const run = await crash({ folder, seed, rounds, seconds, writers, perSecond: rate, visitorsAtATime: visitors, tell });
    const report = reportOf(run, seed, rounds);
    ok = report.ok;
    const text = options.json
      ? JSON.stringify(report, null, 2)
      : `\n${linesOf(report).join('\n')}\n\n${ok ? 'Every promise was kept.' : 'A promise was broken.'}`;
    process.stdout.write(`${text}\n`);
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
  }
  if (ok) await rm(folder, { recursive: true, force: true });
  else tell(`seed ${seed}; the data of this run is in ${folder}`);
  return ok ? 0 : 1;
}

function read() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      options: { rounds: text, seconds: text, rate: text, writers: text, visitors: text, seed: text, json: flag, help: flag },
    });
    const usual = { rounds: '20', seconds: '6', rate: '100', writers: '40', visitors: '2', seed: String(Date.now() % 1_000_000) };
    const run = optionsShape.safeParse({ ...usual, ...values });
    if (!run.success) return run.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('\n');
    return { run: run.data, json: values.json, help: values.help };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
