import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type History, historyOf } from '#core/replay/history.ts';
import { type Replayed, replay } from '#core/replay/replay.ts';
import type { Part } from '#core/replay/scope.ts';
import { type Deed, TENANT, deed, freshStore, normalize, world } from './world.ts';

type World = Awaited<ReturnType<typeof world>>;

async function replayed({ store, clock }: World, history?: History, part: Part = {}): Promise<Replayed> {
  await using empty = await freshStore();
  const needs = { clock, normalize, stopwatch: () => 0, told: () => {} };
  const result = await replay(needs, store, empty.store, TENANT, part, history);
  if (!result) throw new Error('there is no such conversation');
  return result;
}

/** In another order, and some of it twice. */
function mixed<T>(items: readonly T[], chances: readonly number[]): T[] {
  const chance = (n: number) => chances[n % chances.length] ?? 0;
  const again = items.filter((_, n) => chance(n) > 0.5);
  return [...items, ...again]
    .map((item, n) => [chance(n * 7 + 3), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item);
}

const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });

function wrong({ compared, turns }: Replayed) {
  return [...compared, { collection: 'turns', ...turns, missing: [], added: [] }]
    .filter(({ different, missing, added }) => different.length + missing.length + added.length > 0)
    .map(({ collection, different, missing, added }) => ({ collection, different, missing, added }));
}

describe('a replay', () => {
  it('gives the original, byte for byte, of a log in any order and with anything twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 10, maxLength: 60, size: 'max' }), chances, async (deeds, shuffle) => {
        await using given = await world();
        await given.live(deeds);
        const plain = await replayed(given);
        expect(wrong(plain)).toEqual([]);

        const history = await historyOf(given.store, TENANT);
        const other = await replayed(given, {
          ...history,
          changes: mixed(history.changes, shuffle),
          ours: mixed(history.ours, shuffle),
        });
        expect(wrong(other)).toEqual([]);
        expect(other.digest).toBe(plain.digest);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('gives the original also when events of people who keep their number were handled in any order', async () => {
    const settled = deed
      .filter((one) => one.do !== 'move')
      .map((one): Deed => (one.do === 'hear' ? { ...one, knownBy: 'both' } : one));
    await fc.assert(
      fc.asyncProperty(fc.array(settled, { minLength: 10, maxLength: 60, size: 'max' }), chances, async (deeds, order) => {
        let n = 0;
        await using given = await world((waiting) => Math.floor((order[(n += 1) % order.length] ?? 0) * waiting * 0.999));
        await given.live(deeds);
        expect(wrong(await replayed(given))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
