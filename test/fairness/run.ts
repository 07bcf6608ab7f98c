// `npm run fairness`: one tenant is in trouble; how long does the other one wait?
import { z } from 'zod';
import { harness } from '#test/support/harness.ts';
import { findProduction } from '#test/support/production.ts';
import { isMet, rows, type Row, type Sizes } from './scenarios.ts';

const help = `npm run fairness -- [options]

Runs the app with two tenants, the provider of one of them in trouble, and measures how long the other one waits: for the
download of an image, and for the answer to a customer. Prints the longest time of each. Runs on the embedded engine, and on
MongoDB and NATS if they are found (see docs/many-instances.md).

  --full       as many files and replies as the bars name: 23,100 and 20,500 (default: a tenth of that)
  --embedded   the embedded engine only
  --only <c>   this case only: a, b, c or d
  --help       show this help

Exit code 0: every time is within its limit. 1: one is not. 2: wrong option.
`;

const SMALL: Sizes = { failing: 2_310, hanging: 200, replies: 2_050 };
const FULL: Sizes = { failing: 23_100, hanging: 2_000, replies: 20_500 };

const options = z.object({ only: z.enum(['a', 'b', 'c', 'd'], 'must be a, b, c or d').optional() });

await harness({ help, options, flags: ['full', 'embedded'] }, async ({ full, embedded, only }) => {
  const sizes = { ...(full ? FULL : SMALL), only };
  let ok = await print('embedded', () => ({}), sizes);
  if (embedded) return ok;
  const production = await findProduction();
  if ('reason' in production) {
    process.stdout.write(`\nMongoDB and NATS: skipped (${production.reason}).\n`);
    return ok;
  }
  await using servers = production;
  ok = (await print(servers.name, servers.settings, sizes)) && ok;
  return ok;
});

async function print(engine: string, settings: () => Readonly<Record<string, string>>, sizes: Sizes): Promise<boolean> {
  process.stdout.write(`\n${engine}\n`);
  let ok = true;
  for await (const row of rows(engine, settings, sizes)) {
    process.stdout.write(`${line(row)}\n`);
    ok &&= isMet(row);
  }
  return ok;
}

function line(row: Row): string {
  const took = row.worstMs === undefined ? 'never' : `${(row.worstMs / 1_000).toFixed(2)} s`;
  const verdict = isMet(row) ? 'ok' : 'MISSED';
  return `  ${verdict.padEnd(6)}  ${took.padStart(8)}  limit ${row.limitMs / 1_000} s  ${row.what} (${row.size})`;
}
