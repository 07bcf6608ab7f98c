import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIND_LIMIT, insert, StoreFailure, type Query, type Store, type TenantStore } from '#contracts/store.ts';
import { aThing, things, type Thing } from './subject.ts';

type Ask = Query<Thing, typeof things.indexes, keyof typeof things.indexes>;

/** Queries: a part of the store's kit. */
export function describeFinding(store: () => Store): void {
  describe('finding', () => {
    it('sorts by the fields after the equalities, then by id, both ways', async () => {
      const shop = await filled(store().tenant('shop'), [
        aThing('c', { rank: 1 }),
        aThing('a', { rank: 2 }),
        aThing('b', { rank: 1 }),
        aThing('z', { shelf: 'other', rank: 0 }),
      ]);
      expect(await idsOf(shop, { by: 'byShelf', equals: ['a'], limit: 10 })).toEqual(['b', 'c', 'a']);
      expect(await idsOf(shop, { by: 'byShelf', equals: ['a'], limit: 10, order: 'desc' })).toEqual(['a', 'c', 'b']);
      expect(await idsOf(shop, { by: 'byShelf', equals: [], limit: 10 })).toEqual(['b', 'c', 'a', 'z']);
    });

    it('includes the start of a range but not its end', async () => {
      const shop = await filled(
        store().tenant('shop'),
        [1, 2, 3, 4].map((rank) => aThing(`t${rank}`, { rank })),
      );
      expect(await idsOf(shop, { by: 'byShelf', equals: ['a'], from: 2, until: 4, limit: 10 })).toEqual(['t2', 't3']);
    });

    it('returns no cursor with the last page, even if it is full', async () => {
      const shop = await filled(store().tenant('shop'), [aThing('a'), aThing('b')]);
      expect((await shop.find(things, { by: 'byShelf', equals: ['a'], limit: 2 })).next).toBeUndefined();
      expect((await shop.find(things, { by: 'byShelf', equals: ['a'], limit: 1 })).next).toBeDefined();
    });

    it('sorts text by its code points, also beyond U+FFFF', async () => {
      const labels = ['\u{1F6CE}', '\uFFFD', '\uE000', 'a', '\u{10000}'];
      const shop = await filled(
        store().tenant('shop'),
        labels.map((label, n) => aThing(`t${n}`, { label })),
      );
      expect(await idsOf(shop, { by: 'byLabel', equals: [], limit: 10 })).toEqual(['t3', 't2', 't1', 't4', 't0']);
    });

    it('finds the same as a plain array would', async () => {
      const document = fc.record({
        shelf: fc.constantFrom('a', 'b', 'B', ''),
        label: fc.string({ unit: fc.integer({ min: 0, max: 0xd7ff }).map((code) => String.fromCharCode(code)), maxLength: 3 }),
        rank: fc.integer({ min: -3, max: 3 }),
        ready: fc.boolean(),
      });
      const ask = fc.oneof(
        query(
          'byShelf',
          fc.oneof(
            fc.constant([]),
            fc.tuple(fc.constantFrom('a', 'b')),
            fc.tuple(fc.constant('a'), fc.integer({ min: -3, max: 3 })),
          ),
        ),
        query('byReady', fc.oneof(fc.constant([]), fc.tuple(fc.boolean()), fc.tuple(fc.boolean(), fc.constantFrom('a', 'b')))),
        query('byLabel', fc.constant([])),
        query('byId', fc.constant([])),
      );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(document, { maxLength: 25 }),
          fc.array(ask, { minLength: 1, maxLength: 6 }),
          async (rows, asks) => {
            run += 1;
            const docs = rows.map((row, n) => ({ ...row, id: `${n % 2 === 0 ? 'x' : 'y'}${n}`, label: `${row.label}${n}` }));
            await filled(store().tenant(`noise${run}`), docs);
            const shop = await filled(store().tenant(`shop${run}`), docs);
            for (const one of asks) {
              const expected = model(docs, one).map(({ id }) => id);
              expect(await pagesOf(shop, one)).toEqual(expected);
            }
          },
        ),
        { numRuns: 60 },
      );
    });

    it('continues where the page ended, even if documents come and go', async () => {
      const shop = await filled(
        store().tenant('shop'),
        ['a', 'c', 'e'].map((id) => aThing(id)),
      );
      const first = await shop.find(things, { by: 'byShelf', equals: ['a'], limit: 2 });
      await filled(
        shop,
        ['b', 'd'].map((id) => aThing(id)),
      );
      const second = await shop.find(things, { by: 'byShelf', equals: ['a'], limit: 2, ...cursorOf(first.next) });
      expect(second.items.map(({ value }) => value.id)).toEqual(['d', 'e']);
    });

    it.each<[string, object]>([
      ['an index that is not declared', { by: 'byNote', equals: [] }],
      ['a name that every object has', { by: 'constructor', equals: [] }],
      ['more equalities than fields', { by: 'byShelf', equals: ['a', 1, 'x'] }],
      ['a range with no field left', { by: 'byLabel', equals: ['x'], from: 1 }],
      ['an equality that no index can hold', { by: 'byShelf', equals: [{ $ne: '' }] }],
      ['a range that no index can hold', { by: 'byShelf', equals: ['a'], from: { $gt: 1 } }],
      ['a limit of nothing', { by: 'byShelf', equals: [], limit: 0 }],
      ['a limit past the most', { by: 'byShelf', equals: [], limit: FIND_LIMIT + 1 }],
      ['a limit that is no number', { by: 'byShelf', equals: [], limit: Number.NaN }],
      ['a cursor that is none', { by: 'byShelf', equals: [], cursor: 'x' }],
      ['an empty cursor', { by: 'byShelf', equals: [], cursor: '' }],
    ])('refuses %s', async (_, wrong) => {
      // Bypasses the types, like an untyped caller.
      const asked: Ask = Object.assign({ by: 'byShelf', equals: [], limit: 10 } satisfies Ask, wrong);
      await refused(store().tenant('shop'), asked);
    });

    it("refuses a cursor of another query, and another tenant's", async () => {
      const shop = await filled(store().tenant('shop'), [aThing('a'), aThing('b'), aThing('c')]);
      const other = await filled(store().tenant('other'), [aThing('a'), aThing('b'), aThing('c')]);
      const cursor = (await shop.find(things, { by: 'byShelf', equals: ['a'], limit: 1 })).next;
      if (cursor === undefined) throw new Error('no cursor');
      await refused(shop, { by: 'byShelf', equals: ['b'], limit: 1, cursor });
      await refused(shop, { by: 'byShelf', equals: [], limit: 1, cursor });
      await refused(shop, { by: 'byShelf', equals: ['a'], order: 'desc', limit: 1, cursor });
      await refused(shop, { by: 'byShelf', equals: ['a'], until: 5, limit: 1, cursor });
      await refused(shop, { by: 'byLabel', equals: [], limit: 1, cursor });
      await refused(other, { by: 'byShelf', equals: ['a'], limit: 1, cursor });
      expect(await idsOf(shop, { by: 'byShelf', equals: ['a'], limit: 5, cursor })).toEqual(['b', 'c']);
    });
  });
}

function query(by: keyof typeof things.indexes, equals: fc.Arbitrary<readonly unknown[]>): fc.Arbitrary<Ask> {
  const rank = fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined });
  const order = fc.constantFrom('asc' as const, 'desc' as const, undefined);
  return fc.record({ equals, from: rank, until: rank, order, limit: fc.integer({ min: 1, max: 5 }) }).map((asked) => {
    const field = things.indexes[by][asked.equals.length];
    const ranged = field === 'rank' ? { from: asked.from, until: asked.until } : {};
    return Object.assign({ by, equals: [], limit: asked.limit, order: asked.order } satisfies Ask, ranged, {
      equals: asked.equals,
    });
  });
}

/** What `find` promises, implemented with an array. */
function model(docs: readonly Thing[], { by, equals, from, until, order }: Ask): readonly Thing[] {
  const fields: readonly (keyof Thing)[] = things.indexes[by];
  const given: readonly unknown[] = equals;
  const rest = fields.slice(given.length);
  const range = rest[0];
  const found = docs.filter(
    (doc) =>
      given.every((value, n) => doc[fields[n] ?? 'id'] === value) &&
      (range === undefined || from === undefined || compare(doc[range], from) >= 0) &&
      (range === undefined || until === undefined || compare(doc[range], until) < 0),
  );
  const sorted = found.toSorted(
    (a, b) => [...rest, 'id' as const].map((field) => compare(a[field], b[field])).find((way) => way !== 0) ?? 0,
  );
  return order === 'desc' ? sorted.toReversed() : sorted;
}

/** Compares by code points, as both engines sort. JavaScript's `<` compares UTF-16 code units, which differs beyond U+FFFF. */
function compare(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}

async function filled(store: TenantStore, docs: readonly Thing[]): Promise<TenantStore> {
  const outcomes = await Promise.all(docs.map((doc) => store.commit([insert(things, doc)])));
  for (const outcome of outcomes) expect(outcome).toEqual({ kind: 'committed' });
  return store;
}

async function pagesOf(store: TenantStore, ask: Ask): Promise<readonly string[]> {
  const ids: string[] = [];
  let next: string | undefined;
  do {
    const page = await store.find(things, { ...ask, ...cursorOf(next) });
    ids.push(...page.items.map(({ value }) => value.id));
    expect(page.items.length).toBeLessThanOrEqual(ask.limit);
    next = page.next;
  } while (next !== undefined);
  return ids;
}

async function idsOf(store: TenantStore, ask: Ask): Promise<readonly string[]> {
  return (await store.find(things, ask)).items.map(({ value }) => value.id);
}

async function refused(store: TenantStore, ask: Ask): Promise<void> {
  const answer = await store.find(things, ask).catch((error: unknown) => error);
  expect(answer).toBeInstanceOf(StoreFailure);
  expect(answer).toMatchObject({ code: 'invalid', happened: 'no' });
}

function cursorOf(next: string | undefined) {
  return next === undefined ? {} : { cursor: next };
}
