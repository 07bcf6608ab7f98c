// `npm run chaos`: many instances on MongoDB and NATS, and everything that may befall them; what was promised is held against what is left.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { chaos } from './chaos.ts';
import { linesOf, reportOf } from './report.ts';
import { findServers } from './servers.ts';

const HELP = `npm run chaos -- [options]

Three instances on MongoDB and NATS, while customers write, book, move and cancel: instances are killed, paused and restarted;
nats-server is killed; connections are cut, slowed down and blocked; webhooks come twice and in another order. Then what is in
the store is held against what customers and providers saw. The emulators of the providers live on.

  --messages <n>   of the writers, besides those of the customers who book (default 50000)
  --minutes <n>    the writers stop after so long, though messages may be left (default 120)
  --writers <n>    customers who write (default 200)
  --visitors <n>   customers who book at a time, at each of two businesses (default 2)
  --roles all|split  three instances with all roles, or two for each of api and worker and a scheduler (default all)
  --seed <text>    repeats the choices of a run; the moments of a machine are never quite the same
  --brief          each misfortune once, and no more
  --json           the report as JSON
  --keep           keeps the logs and what the checks looked at
  --help           this text

Servers: MONGODB_URL and NATS_URL, else what is found on this machine. A replica set of several members also loses its primary: by
a step-down, and by a shutdown after which starting it again is up to you. docs/chaos.md says more.

0: every promise was kept. 1: one was broken, or the run could not be finished; its data is kept. 2: wrong use.
`;

const whole = (most: number) => z.coerce.number().int().min(1).max(most);
const optionsShape = z.object({
  messages: whole(10_000_000),
  minutes: z.coerce.number().positive().max(10_000),
  writers: whole(5_000),
  visitors: whole(20),
  roles: z.enum(['all', 'split']),
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
  const { seed, messages, writers, minutes, visitors, roles } = options.run;
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-chaos-'));
  tell(`seed ${seed}: ${messages} messages by ${writers} writers; logs are in ${folder}`);
  let ok = false;
  try {
    const servers = await findServers();
    if ('reason' in servers) throw new Error(servers.reason);
    await using _ = servers;
    const run = await chaos({
      folder,
      servers,
      seed,
      messages,
      writers,
      minutes,
      visitorsAtATime: visitors,
      splitRoles: roles === 'split',
      howMuch: options.brief ? 'once' : 'all',
      tell,
    });
    const report = reportOf(run, { seed, servers: servers.names, leftOut: servers.leftOut });
    ok = report.ok;
    if (!ok || options.keep) await writeFile(join(folder, 'evidence.json'), JSON.stringify(run.evidence));
    const text = options.json
      ? JSON.stringify(report, null, 2)
      : `\n${linesOf(report).join('\n')}\n\n${ok ? 'Every promise was kept.' : 'A promise was broken.'}`;
    process.stdout.write(`${text}\n`);
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
  }
  if (ok && !options.keep) await rm(folder, { recursive: true, force: true });
  else tell(`seed ${seed}; logs and data of this run are in ${folder}`);
  return ok ? 0 : 1;
}

function read() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      options: {
        messages: text,
        minutes: text,
        writers: text,
        visitors: text,
        roles: text,
        seed: text,
        brief: flag,
        json: flag,
        keep: flag,
        help: flag,
      },
    });
    const usual = {
      messages: '50000',
      minutes: '120',
      writers: '200',
      visitors: '2',
      roles: 'all',
      seed: String(Date.now() % 1_000_000),
    };
    const run = optionsShape.safeParse({ ...usual, ...values });
    if (!run.success) return run.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('\n');
    return { run: run.data, brief: values.brief, json: values.json, keep: values.keep, help: values.help };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
