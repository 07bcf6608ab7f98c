// `npm run simulation`: runs the simulation with seeds beyond those of the tests.
import { z } from 'zod';
import { harness } from '#test/support/harness.ts';
import { whole } from '#test/support/option-shapes.ts';
import { brokenPromises } from './promises.ts';
import { live } from './world.ts';

const help = `npm run simulation -- [options]

Runs the simulation once for each seed: virtual time, lost and repeated messages, crashes. Prints every seed that breaks a
promise. See docs/simulation.md.

  --from <n>   first seed (default 1000)
  --seeds <n>  number of seeds (default 1000)
  --seed <n>   run this seed alone and print its trace: milliseconds since the beginning, who, what
  --help       show this help

Exit code 0: every promise was kept. 1: a promise was broken. 2: wrong option.
`;

const seed = whole(0, Number.MAX_SAFE_INTEGER);
const options = z.object({ seed: seed.optional(), from: seed.default(1000), seeds: whole(1, 100_000_000).default(1000) });

await harness({ help, options, flags: [] }, ({ seed: one, from, seeds }) =>
  one === undefined ? hunt(from, seeds) : replay(one),
);

async function replay(one: number): Promise<boolean> {
  const aftermath = await live(one, { trace: (line) => process.stdout.write(`${line}\n`) });
  const broken = await brokenPromises(aftermath);
  const verdict = broken.length === 0 ? 'every promise was kept' : broken.join('\n  ');
  process.stdout.write(`\nseed ${one}, trace ${aftermath.hash}: ${verdict}\n`);
  return broken.length === 0;
}

async function hunt(from: number, seeds: number): Promise<boolean> {
  const began = performance.now();
  let failed = 0;
  for (let next = from; next < from + seeds; next += 1) {
    const broken = await brokenPromises(await live(next));
    if (broken.length === 0) continue;
    failed += 1;
    process.stdout.write(`seed ${next}: ${broken.join('; ')}\n`);
  }
  const perSecond = (seeds / ((performance.now() - began) / 1000)).toFixed(0);
  process.stdout.write(`${seeds} seeds from ${from} on, ${failed} broke a promise, ${perSecond} seeds per second\n`);
  return failed === 0;
}
