import { parseArgs } from 'node:util';
import { brokenPromises } from './promises.ts';
import { live } from './world.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, from: { type: 'string', default: '1000' }, seeds: { type: 'string', default: '1000' } },
});

if (values.seed !== undefined) process.exitCode = (await replay(Number(values.seed))) ? 0 : 1;
else process.exitCode = (await hunt(Number(values.from), Number(values.seeds))) ? 0 : 1;

/** One seed with its trace: milliseconds since the beginning, who, what. */
async function replay(seed: number): Promise<boolean> {
  const aftermath = await live(seed, { trace: (line) => process.stdout.write(`${line}\n`) });
  const broken = await brokenPromises(aftermath);
  process.stdout.write(
    `\nseed ${seed}, trace ${aftermath.hash}: ${broken.length === 0 ? 'every promise was kept' : broken.join('\n  ')}\n`,
  );
  return broken.length === 0;
}

async function hunt(from: number, seeds: number): Promise<boolean> {
  const began = performance.now();
  let failed = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const broken = await brokenPromises(await live(seed));
    if (broken.length === 0) continue;
    failed += 1;
    process.stdout.write(`seed ${seed}: ${broken.join('; ')}\n`);
  }
  const took = (performance.now() - began) / 1000;
  process.stdout.write(`${seeds} seeds from ${from}, ${failed} broke a promise, ${(seeds / took).toFixed(0)} a second\n`);
  return failed === 0;
}
