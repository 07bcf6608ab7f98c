import { describe, expect, it } from 'vitest';
import { collections } from '#app/subjects.ts';
import { type Replayed, replay } from '#core/replay/replay.ts';
import { testClock } from '#test/support/clock.ts';
import { diskOf } from '#test/simulation/disk.ts';
import { memoryStore } from '#test/simulation/memory-store.ts';
import { TENANT, live } from '#test/simulation/world.ts';
import { normalizers } from '../../src/cli/normalizers.ts';

/** 80: a message told twice, in two forms, of which the later one was handled first. */
const SEEDS = [80, ...Array.from({ length: 60 }, (_, n) => 2_000 + n)];

describe('a replay of a simulated day', () => {
  it('gives what is there, whatever befell the instances that made it', { timeout: 120_000 }, async () => {
    const normalize = await normalizers();
    let messages = 0;
    for (const seed of SEEDS) {
      const { store } = await live(seed);
      const empty = memoryStore(diskOf(collections), async (_label, work) => work());
      const needs = { clock: testClock(), normalize, stopwatch: () => 0, told: () => {} };
      const result = await replay(needs, store, empty, TENANT);
      expect({ seed, wrong: result && wrong(result) }).toEqual({ seed, wrong: [] });
      messages += result?.messages ?? 0;
    }
    expect(messages).toBeGreaterThan(SEEDS.length);
  });
});

function wrong({ compared, turns }: Replayed): readonly string[] {
  return [
    ...compared.flatMap(({ collection, different, missing, added }) =>
      [...different, ...missing, ...added].map((id) => `${collection} ${id}`),
    ),
    ...turns.different.map((id) => `turns ${id}`),
  ];
}
