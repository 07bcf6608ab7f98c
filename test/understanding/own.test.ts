import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { understand } from '#core/understanding/understand.ts';
import { readBusinesses, readItems, settingOf } from './corpus.ts';
import { score } from './score.ts';

const folder = join(import.meta.dirname, 'own');
const businesses = await readBusinesses(join(folder, 'businesses.json'));
const batches = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).toSorted();
/** Below the worst batch of today: a mended rule must not break more than it mends. */
const LEAST = 0.88;

describe('messages of our own', () => {
  it.each(batches)('are understood, and no held time or booking is lost: %s', async (name) => {
    const items = await readItems(join(folder, name));
    const scored = items.map((item) => {
      const business = businesses.get(item.business);
      if (!business) throw new RangeError(`no business ${item.business}`);
      return score(item, understand(item.text, settingOf(item, business)));
    });
    const named = (is: (one: (typeof scored)[number]) => boolean) => scored.filter(is).map(({ item }) => item.text);
    expect(named(({ lostHold }) => lostHold)).toEqual([]);
    expect(named(({ wrongBooking }) => wrongBooking)).toEqual([]);
    expect(named(({ wrongCancellation }) => wrongCancellation)).toEqual([]);
    expect(scored.filter(({ wrong }) => wrong.length === 0).length / scored.length).toBeGreaterThanOrEqual(LEAST);
  });
});
