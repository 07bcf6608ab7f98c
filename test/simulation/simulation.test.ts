import { describe, expect, it } from 'vitest';
import { turnsOf } from './evidence.ts';
import { keptSeeds } from './kept-seeds.ts';
import { mutants } from './mutants.ts';
import { brokenPromises } from './promises.ts';
import { failuresOf } from './shard.ts';
import { live } from './world.ts';

const SEEDS = 1000;

describe('the simulation', () => {
  it('keeps every promise in the seeds that once broke one', async () => {
    const failures: string[] = [];
    for (const { seed, because } of keptSeeds)
      failures.push(...(await failuresOf(seed)).map((failure) => `${failure} (once: ${because})`));
    expect(failures).toEqual([]);
  });

  it('gives the same trace for the same seed, and another for another', async () => {
    const traces = await Promise.all([7, 7, 8].map(traceOf));
    expect(traces[0]?.lines.length).toBeGreaterThan(500);
    expect(traces[0]).toEqual(traces[1]);
    expect(traces[0]?.hash).not.toBe(traces[2]?.hash);
  });

  it('meets what it is there for: crashes, pauses, lost answers, races, parked events', async () => {
    const met = new Set<string>();
    for (let seed = 0; seed < 60; seed += 1) {
      const { ends, parked, provider, disk } = await live(seed);
      if (ends.crashes > 0) met.add('crash');
      if (ends.pauses > 0) met.add('pause');
      if (parked.length > 0) met.add('parked');
      for (const { told } of provider.calls) met.add(told);
      const states = [...(disk.tables.get('bookings')?.tenants.get('salon')?.values() ?? [])];
      for (const { body } of states) for (const state of body.match(/"state":"\w+"/g) ?? []) met.add(state);
      const inputs = turnsOf(disk).flatMap((turn) => turn.inputs);
      if (inputs.some(({ kind }) => kind === 'not_free')) met.add('somebody was faster');
    }
    expect([...met]).toEqual(
      expect.arrayContaining(['crash', 'pause', 'parked', 'unknown', 'silence', 'not_now', 'refused', 'somebody was faster']),
    );
    expect([...met]).toEqual(expect.arrayContaining(['moved', 'expired', 'cancelled'].map((state) => `"state":"${state}"`)));
  });
});

describe('the simulation sees', () => {
  it.each(Object.entries(mutants))('%s', { timeout: 120_000 }, async (_name, mutant) => {
    let seed = 0;
    while (seed < SEEDS && (await brokenPromises(await live(seed, { mutant }))).length === 0) seed += 1;
    expect(seed).toBeLessThan(SEEDS);
  });
});

async function traceOf(seed: number) {
  const lines: string[] = [];
  const { hash } = await live(seed, { trace: (line) => lines.push(line) });
  return { hash, lines };
}
