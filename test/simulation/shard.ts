import { expect, it } from 'vitest';
import { brokenPromises } from './promises.ts';
import { live } from './world.ts';

const SEEDS_OF_A_SHARD = 250;

/** A quarter of the thousand seeds: the files of the shards run side by side. */
export function describeShard(shard: number): void {
  const from = shard * SEEDS_OF_A_SHARD;
  const until = from + SEEDS_OF_A_SHARD;
  it(`keeps every promise in the seeds from ${from} to ${until - 1}`, { timeout: 180_000 }, async () => {
    const failures: string[] = [];
    for (let seed = from; seed < until; seed += 1) failures.push(...(await failuresOf(seed)));
    expect(failures).toEqual([]);
  });
}

/** With the command that plays the seed again. */
export async function failuresOf(seed: number): Promise<readonly string[]> {
  const broken = await brokenPromises(await live(seed));
  return broken.length === 0 ? [] : [`npm run simulation -- --seed ${seed}: ${broken.join('; ')}`];
}
