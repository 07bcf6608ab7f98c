import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  BATCH_LIMIT,
  insert,
  remove,
  replace,
  StoreFailure,
  TAG_LIMIT,
  type Query,
  type Store,
  type Stored,
  type TenantStore,
} from '#contracts/store.ts';
import { aThread, threads, type Thread } from './subject.ts';

type Ask = Query<Thread, typeof threads.indexes, 'byTag' | 'byTagAndName' | 'byTagAndId'>;
const COMMITTED = { kind: 'committed' };

/** Indexes that begin with a list of tags: part of the store's kit. */
export function describeTags(store: () => Store): void {
  describe('lists of tags', () => {
    let shop: TenantStore;
    beforeEach(() => {
      shop = store().tenant('shop');
    });

    it('finds every document that holds the tag, each once, in order both ways', async () => {
      await filled(shop, [
        aThread('a', ['open', 'mine'], { lastAt: 3 }),
        aThread('b', ['mine', 'open', 'vip'], { lastAt: 1 }),
        aThread('c', ['done'], { lastAt: 2 }),
        aThread('d', [], { lastAt: 2 }),
        aThread('e', ['open'], { lastAt: 2 }),
      ]);
      expect(await idsOf(shop, byTag('open'))).toEqual(['b', 'e', 'a']);
      expect(await idsOf(shop, byTag('open', { order: 'desc' }))).toEqual(['a', 'e', 'b']);
      expect(await idsOf(shop, byTag('mine'))).toEqual(['b', 'a']);
      expect(await idsOf(shop, byTag('nobody'))).toEqual([]);
      expect((await shop.find(threads, { by: 'byLastAt', equals: [], limit: 10 })).items).toHaveLength(5);
    });

    it('sorts equal values by id, both ways, over pages of one', async () => {
      const ids = ['c', 'a', 'é', 'b', '\u{1F6CE}', '\uE000'];
      await filled(
        shop,
        ids.map((id) => aThread(id, ['open', 'vip'])),
      );
      const sorted = ids.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await pagesOf(shop, byTag('open', { limit: 1 }))).toEqual(sorted);
      expect(await pagesOf(shop, byTag('open', { limit: 1, order: 'desc' }))).toEqual(sorted.toReversed());
    });

    it('takes equalities and a range on the fields after the tag', async () => {
      await filled(shop, [
        aThread('a', ['open'], { lastAt: 1 }),
        aThread('b', ['open', 'vip'], { lastAt: 2 }),
        aThread('c', ['open'], { lastAt: 3 }),
        aThread('d', ['vip'], { lastAt: 2 }),
      ]);
      expect(await idsOf(shop, byTag('open', { from: 2, until: 3 }))).toEqual(['b']);
      expect(await idsOf(shop, { by: 'byTag', equals: ['open', 3], limit: 10 })).toEqual(['c']);
      expect(await idsOf(shop, { by: 'byTagAndName', equals: ['vip', 'name of d'], limit: 10 })).toEqual(['d']);
      expect(await idsOf(shop, { by: 'byTagAndId', equals: ['open'], from: 'b', order: 'desc', limit: 10 })).toEqual(['c', 'b']);
    });

    it('finds a document under the tags that it has now, and at its place of now', async () => {
      let a = await inserted(shop, aThread('a', ['open', 'mine'], { lastAt: 5 }));
      await inserted(shop, aThread('b', ['open'], { lastAt: 6 }));
      a = await replaced(shop, a, aThread('a', ['mine', 'vip'], { lastAt: 5 }));
      expect(await idsOf(shop, byTag('open'))).toEqual(['b']);
      expect(await idsOf(shop, byTag('vip'))).toEqual(['a']);
      a = await replaced(shop, a, aThread('a', ['vip', 'open'], { lastAt: 7 }));
      expect(await idsOf(shop, byTag('open'))).toEqual(['b', 'a']);
      expect(await idsOf(shop, byTag('mine'))).toEqual([]);
      a = await replaced(shop, a, aThread('a', ['open'], { lastAt: 7, name: 'another' }));
      expect(await idsOf(shop, { by: 'byTagAndName', equals: ['open', 'another'], limit: 10 })).toEqual(['a']);
      a = await replaced(shop, a, aThread('a', []));
      for (const tag of ['open', 'mine', 'vip']) expect(await idsOf(shop, byTag(tag))).not.toContain('a');
      a = await replaced(shop, a, aThread('a', ['open']));
      expect(await shop.commit([remove(threads, a)])).toEqual(COMMITTED);
      expect(await idsOf(shop, byTag('open'))).toEqual(['b']);
      await inserted(shop, aThread('a', ['mine']));
      expect(await idsOf(shop, byTag('open'))).toEqual(['b']);
      expect(await idsOf(shop, byTag('mine'))).toEqual(['a']);
    });

    it('changes nothing in its lists when a batch is refused', async () => {
      const a = await inserted(shop, aThread('a', ['open']));
      const b = await inserted(shop, aThread('b', ['open']));
      await replaced(shop, b, aThread('b', ['done']));
      const batch = [
        insert(threads, aThread('new', ['open'])),
        replace(threads, a, aThread('a', ['vip'])),
        replace(threads, b, aThread('b', ['vip'])),
      ];
      expect((await shop.commit(batch)).kind).toBe('stale');
      const taken = [remove(threads, a), insert(threads, aThread('c', ['open'], { name: 'name of b' }))];
      expect((await shop.commit(taken)).kind).toBe('taken');
      expect((await shop.commit([replace(threads, a, aThread('a', ['vip'], { name: 'name of b' }))])).kind).toBe('taken');
      expect((await shop.commit([remove(threads, b)])).kind).toBe('stale');
      expect(await idsOf(shop, byTag('open'))).toEqual(['a']);
      expect(await idsOf(shop, byTag('vip'))).toEqual([]);
      expect(await idsOf(shop, byTag('done'))).toEqual(['b']);
    });

    it('goes on where the page ended, though documents change their tags and places', async () => {
      const all = await Promise.all(
        ['a', 'b', 'c', 'd', 'e', 'f'].map((id, n) => inserted(shop, aThread(id, ['open'], { lastAt: n }))),
      );
      const [a, b, c, d] = all;
      const first = await shop.find(threads, byTag('open', { limit: 3 }));
      expect(first.items.map(({ value }) => value.id)).toEqual(['a', 'b', 'c']);
      if (!a || !b || !c || !d) throw new Error('no threads');
      // One that was seen moves on, one ahead goes, one behind comes, and the very last one seen loses the tag.
      await replaced(shop, a, aThread('a', ['open'], { lastAt: 9 }));
      await replaced(shop, d, aThread('d', ['done'], { lastAt: 3 }));
      await replaced(shop, c, aThread('c', ['done'], { lastAt: 2 }));
      await inserted(shop, aThread('0', ['open'], { lastAt: 0 }));
      const second = await shop.find(threads, { ...byTag('open', { limit: 3 }), ...cursorOf(first.next) });
      expect(second.items.map(({ value }) => value.id)).toEqual(['e', 'f', 'a']);
      expect(second.next).toBeUndefined();
    });

    it("shows no other tenant's documents, and refuses its cursors and those of another tag", async () => {
      const other = store().tenant('other');
      await filled(other, [aThread('x', ['open']), aThread('y', ['open'])]);
      await filled(shop, [aThread('a', ['open', 'vip']), aThread('b', ['open', 'vip'])]);
      expect(await idsOf(shop, byTag('open'))).toEqual(['a', 'b']);
      const { next } = await shop.find(threads, byTag('open', { limit: 1 }));
      await refused(other, { ...byTag('open', { limit: 1 }), ...cursorOf(next) });
      await refused(shop, { ...byTag('vip', { limit: 1 }), ...cursorOf(next) });
      const [a] = (await shop.find(threads, byTag('vip', { limit: 1 }))).items;
      if (!a) throw new Error('no thread');
      expect((await other.commit([remove(threads, a)])).kind).toBe('stale');
      expect(await idsOf(shop, byTag('vip'))).toEqual(['a', 'b']);
    });

    it('takes any text for what it is', async () => {
      const hostile = [
        "'; DROP TABLE x; --",
        '"',
        '[]',
        '["open"]',
        '$ne',
        'a.b',
        'open ',
        'Open',
        'open',
        'o\u0000pen',
        '\u0000',
        '%',
        'é',
        'e\u0301',
        '\u{1F6CE}',
        'x'.repeat(TAG_LIMIT.length),
      ];
      await filled(shop, [...hostile.map((tag, n) => aThread(`t${n}`, [tag])), aThread('all', hostile, { lastAt: 2 })]);
      for (const [n, tag] of hostile.entries()) expect(await idsOf(shop, byTag(tag))).toEqual([`t${n}`, 'all']);
      const all = await shop.get(threads, 'all');
      expect(all?.value.tags).toEqual(hostile);
      if (all) expect(await shop.commit([remove(threads, all)])).toEqual(COMMITTED);
      for (const [n, tag] of hostile.entries()) expect(await idsOf(shop, byTag(tag))).toEqual([`t${n}`]);
    });

    it.each<[string, readonly string[]]>([
      ['more tags than a list holds', Array.from({ length: TAG_LIMIT.tags + 1 }, (_, n) => `secret${n}`)],
      ['an empty tag', ['secret', '']],
      ['a tag that is too long', ['secret'.repeat(TAG_LIMIT.length)]],
      ['a tag that is no Unicode', ['secret\ud800']],
      ['one tag twice', ['secret', 'x', 'secret']],
    ])('refuses a document with %s, naming the field and not its value', async (_, tags) => {
      const failure = await shop.commit([insert(threads, aThread('a', tags))]).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StoreFailure);
      expect(failure).toMatchObject({ code: 'invalid', happened: 'no', message: expect.stringMatching(/kit_threads\.tags/) });
      expect(failure).toMatchObject({ message: expect.not.stringMatching(/secret/) });
      expect(await shop.get(threads, 'a')).toBeUndefined();
    });

    it('takes the most tags that a list holds', async () => {
      const tags = Array.from({ length: TAG_LIMIT.tags }, (_, n) => `${n}`.padStart(TAG_LIMIT.length, 'x'));
      const was = await inserted(shop, aThread('a', tags));
      for (const tag of tags) expect(await idsOf(shop, byTag(tag))).toEqual(['a']);
      await replaced(shop, was, aThread('a', tags.toReversed(), { lastAt: 2 }));
      for (const tag of tags) expect(await idsOf(shop, byTag(tag))).toEqual(['a']);
    });

    it.each<[string, object]>([
      ['no tag', { equals: [] }],
      ['no tag and a range', { equals: [], from: 'a' }],
      ['a list of tags', { equals: [['open']] }],
      ['an operator', { equals: [{ $ne: '' }] }],
      ['a number', { equals: [1] }],
      ['an empty tag', { equals: [''] }],
      ['a tag that no list can hold', { equals: ['x'.repeat(TAG_LIMIT.length + 1)] }],
      ['a range with no field left', { equals: ['open', 1], from: 1 }],
    ])('refuses to look for %s', async (_, wrong) => {
      // Bypasses the types, as a caller without them could.
      await refused(shop, Object.assign(byTag('open'), wrong));
    });

    it('finds the same as a plain array would, whatever was inserted, replaced and removed', async () => {
      const tag = fc.constantFrom('open', 'done', 'mine', 'vip', 'É');
      const state = fc.record({ tags: fc.uniqueArray(tag, { maxLength: 4 }), lastAt: fc.integer({ min: -2, max: 2 }) });
      const change = fc.record({
        id: fc.constantFrom('a', 'b', 'B', 'é', '\uE000', '\u{1F6CE}', 'g', 'h'),
        to: fc.option(state, { nil: undefined }),
      });
      const lastAt = fc.option(fc.integer({ min: -2, max: 2 }), { nil: undefined });
      const ask = fc.record({
        tag,
        from: lastAt,
        until: lastAt,
        order: fc.constantFrom('asc' as const, 'desc' as const),
        limit: fc.integer({ min: 1, max: 4 }),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { maxLength: 25 }),
          fc.array(ask, { minLength: 1, maxLength: 5 }),
          async (changes, asks) => {
            const own = store().tenant(`shop${(run += 1)}`);
            const model = new Map<string, Thread>();
            for (const { id, to } of changes) {
              const was = await own.get(threads, id);
              expect(was?.value).toEqual(model.get(id));
              const next = to && aThread(id, to.tags, { lastAt: to.lastAt });
              const write = next ? (was ? replace(threads, was, next) : insert(threads, next)) : was && remove(threads, was);
              if (write) expect(await own.commit([write])).toEqual(COMMITTED);
              if (next) model.set(id, next);
              else model.delete(id);
            }
            for (const { tag: wanted, from, until, order, limit } of asks) {
              const ranged = { ...(from !== undefined && { from }), ...(until !== undefined && { until }) };
              const found = [...model.values()]
                .filter(({ tags }) => tags.includes(wanted))
                .filter((one) => (from === undefined || one.lastAt >= from) && (until === undefined || one.lastAt < until))
                .toSorted((a, b) => a.lastAt - b.lastAt || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)))
                .map(({ id }) => id);
              const expected = order === 'desc' ? found.toReversed() : found;
              expect(await pagesOf(own, byTag(wanted, { ...ranged, order, limit }))).toEqual(expected);
            }
          },
        ),
        { numRuns: 40 },
      );
    });

    it('walks ten thousand documents of five tags each', async () => {
      const n = 10_000;
      const all = Array.from({ length: n }, (_, at) => manyTags(at, n));
      const noise = Array.from({ length: 200 }, (_, at) => manyTags(at, n));
      await filled(shop, all);
      await filled(store().tenant('other'), noise);
      const rare = all.filter(({ tags }) => tags.includes('rare'));
      expect(rare.length).toBeGreaterThan(100);
      expect(await pagesOf(shop, byTag('rare', { limit: 20, order: 'desc' }))).toEqual(rare.map(({ id }) => id).toReversed());
      const open = await shop.find(threads, byTag('open', { limit: 50, order: 'desc' }));
      expect(open.items.map(({ value }) => value.id)).toEqual(
        all
          .slice(-50)
          .map(({ id }) => id)
          .toReversed(),
      );
    });
  });
}

/** Five tags: one of all, one of half, two of some, and one of a few or of itself alone. */
export function manyTags(at: number, of: number): Thread {
  const few = at % 97 === 0 ? 'rare' : `own ${at}`;
  const tags = ['open', at % 2 === 0 ? 'bot' : 'person', `team ${at % 10}`, `label ${at % 50}`, few];
  return aThread(`${at}`.padStart(6, '0'), tags, { lastAt: Math.floor((at * 10) / of) });
}

function byTag(tag: string, rest: Partial<Pick<Ask, 'from' | 'until' | 'order' | 'limit' | 'cursor'>> = {}) {
  return { by: 'byTag', equals: [tag], limit: 10, ...rest } as const;
}

async function inserted(store: TenantStore, value: Thread): Promise<Stored<Thread>> {
  expect(await store.commit([insert(threads, value)])).toEqual(COMMITTED);
  return { value, version: 1 };
}

async function replaced(store: TenantStore, was: Stored<Thread>, value: Thread): Promise<Stored<Thread>> {
  expect(await store.commit([replace(threads, was, value)])).toEqual(COMMITTED);
  return { value, version: was.version + 1 };
}

async function filled(store: TenantStore, docs: readonly Thread[]): Promise<void> {
  for (let n = 0; n < docs.length; n += BATCH_LIMIT.writes) {
    const batch = docs.slice(n, n + BATCH_LIMIT.writes).map((doc) => insert(threads, doc));
    expect(await store.commit(batch)).toEqual(COMMITTED);
  }
}

async function pagesOf(store: TenantStore, ask: Ask): Promise<readonly string[]> {
  const ids: string[] = [];
  let next: string | undefined;
  do {
    const page = await store.find(threads, { ...ask, ...cursorOf(next) });
    ids.push(...page.items.map(({ value }) => value.id));
    expect(page.items.length).toBeLessThanOrEqual(ask.limit);
    next = page.next;
  } while (next !== undefined);
  return ids;
}

async function idsOf(store: TenantStore, ask: Ask): Promise<readonly string[]> {
  return (await store.find(threads, ask)).items.map(({ value }) => value.id);
}

async function refused(store: TenantStore, ask: Ask): Promise<void> {
  const answer = await store.find(threads, ask).catch((error: unknown) => error);
  expect(answer).toBeInstanceOf(StoreFailure);
  expect(answer).toMatchObject({ code: 'invalid', happened: 'no' });
}

function cursorOf(next: string | undefined) {
  return next === undefined ? {} : { cursor: next };
}
