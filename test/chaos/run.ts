// `npm run chaos`: breaks instances, servers and connections on MongoDB and NATS, then checks every promise against the data.
import { z } from 'zod';
import { program } from '#test/harness/program.ts';
import { harness } from '#test/support/harness.ts';
import { number, whole } from '#test/support/option-shapes.ts';
import { chaos } from './chaos.ts';
import { chaosLines, reportOf } from './report.ts';
import { findServers } from './servers.ts';

const help = `npm run chaos -- [options]

Runs several instances on MongoDB and NATS while customers write, book, move and cancel. Instances are killed, paused and
restarted. nats-server is killed. Connections are cut, slowed down and blocked. Webhooks arrive twice and out of order.
Then checks the store against what the customers and the providers saw. The emulators of the providers keep running.

  --messages <n>     messages to send, not counting those of customers who book (default 50000)
  --minutes <n>      longest time in minutes that writers send, even if messages are left (default 120)
  --writers <n>      customers who send messages (default 200)
  --visitors <n>     customers who book at the same time, at each of the two businesses (default 2)
  --roles all|split  all: three instances with all roles; split: two with api, two with worker, one scheduler (default all)
  --seed <text>      repeats the random choices of an earlier run; timing still differs between runs
  --brief            cause each kind of failure once, then stop
  --json             print the report as JSON
  --keep             keep the logs and the data that was checked
  --help             show this help

Servers: MONGODB_URL and NATS_URL, or the programs found on this machine. On a replica set with several members the run also
makes the primary step down, and shuts it down; you have to start that server again. See docs/chaos.md.

Exit code 0: every promise was kept. 1: a promise was broken, or the run could not finish; its data is kept. 2: wrong option.
`;

const options = z.object({
  messages: whole(1, 10_000_000).default(50_000),
  minutes: number(0.01, 10_000).default(120),
  writers: whole(1, 5_000).default(200),
  visitors: whole(1, 20).default(2),
  roles: z.enum(['all', 'split'], 'must be all or split').default('all'),
  seed: z.string().min(1).optional(),
});

await harness({ help, options, flags: ['brief', 'json', 'keep'] }, ({ seed: asked, brief, json, keep, ...wanted }) =>
  program({ name: 'chaos', seed: asked, json, keep }, async ({ folder, seed, tell }) => {
    const { messages, writers, minutes, visitors, roles } = wanted;
    tell(`seed ${seed}: ${messages} messages from ${writers} writers; logs are in ${folder}`);
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
      howMuch: brief ? 'once' : 'all',
      tell,
    });
    const report = reportOf(run, { seed, servers: servers.names, leftOut: servers.leftOut });
    return { ok: report.ok, report, lines: chaosLines(report), evidence: run.evidence };
  }),
);
