import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineCollection } from '#contracts/collection.ts';
import { PLATFORM_SCOPE } from '#contracts/event.ts';
import {
  againWhenStale,
  BATCH_LIMIT,
  insert,
  put,
  remove,
  replace,
  StoreFailure,
  unchanged,
  type Query,
  type TenantStore,
} from '#contracts/store.ts';
import { describeFinding } from './store-find.ts';
import { describeTags } from './store-tags.ts';
import {
  anEvent,
  aThing,
  aThread,
  counters,
  itUnless,
  kitCollections,
  signs,
  subjects,
  things,
  thread,
  threads,
  type Engine,
  type Subject,
  type Thread,
} from './subject.ts';

const COMMITTED = { kind: 'committed' };

/** The promises of every store. */
export function describeStore(engine: Engine): void {
  describe(`${engine.name} as a store`, () => {
    const { fresh, again, closeAll } = subjects(engine);
    const kept = itUnless(engine.skips?.reopen);
    let subject: Subject;
    let shop: TenantStore;
    let other: TenantStore;

    beforeEach(async () => {
      subject = await fresh();
      shop = subject.store.tenant('shop');
      other = subject.store.tenant('other');
    });
    afterEach(closeAll);

    describe('writing', () => {
      it('returns what was inserted, at version 1', async () => {
        expect(await shop.commit([insert(things, aThing('t1', { note: 'é 🛎 \u0000' }))])).toEqual(COMMITTED);
        expect(await shop.get(things, 't1')).toEqual({ value: aThing('t1', { note: 'é 🛎 \u0000' }), version: 1 });
      });

      it('replaces at the version that was read, and raises it', async () => {
        const was = await inserted(shop, aThing('t1'));
        expect(await shop.commit([replace(things, was, aThing('t1', { rank: 9 }))])).toEqual(COMMITTED);
        expect(await shop.get(things, 't1')).toEqual({ value: aThing('t1', { rank: 9 }), version: 2 });
      });

      it('removes a document, and its id and unique key can be used again', async () => {
        const was = await inserted(shop, aThing('t1'));
        expect(await shop.commit([remove(things, was)])).toEqual(COMMITTED);
        expect(await shop.get(things, 't1')).toBeUndefined();
        expect(await shop.commit([insert(things, aThing('t1'))])).toEqual(COMMITTED);
      });

      it('keeps the values at the time of the call, even if the caller changes the object afterwards', async () => {
        const value = aThing('t1', { rank: 1 });
        const commit = shop.commit([insert(things, value)]);
        value.rank = 2;
        await commit;
        const found = await shop.get(things, 't1');
        if (found) found.value.rank = 3;
        expect((await shop.get(things, 't1'))?.value.rank).toBe(1);
      });

      it('accepts an empty batch', async () => {
        expect(await shop.commit([])).toEqual(COMMITTED);
      });
    });

    describe('refusing', () => {
      it('returns stale, with collection and id, if the document has changed', async () => {
        const was = await inserted(shop, aThing('t1'));
        await shop.commit([replace(things, was, aThing('t1', { rank: 2 }))]);
        const stale = { kind: 'stale', collection: 'kit_things', id: 't1' };
        expect(await shop.commit([replace(things, was, aThing('t1', { rank: 3 }))])).toEqual(stale);
        expect(await shop.commit([remove(things, was)])).toEqual(stale);
        expect(await shop.commit([unchanged(things, was)])).toEqual(stale);
        expect((await shop.get(things, 't1'))?.value.rank).toBe(2);
      });

      it('returns stale if the document was removed', async () => {
        const was = await inserted(shop, aThing('t1'));
        await shop.commit([remove(things, was)]);
        const stale = { kind: 'stale', collection: 'kit_things', id: 't1' };
        expect(await shop.commit([replace(things, was, aThing('t1'))])).toEqual(stale);
        expect(await shop.commit([remove(things, was)])).toEqual(stale);
        expect(await shop.commit([unchanged(things, was)])).toEqual(stale);
      });

      it('returns stale for a document that was removed and inserted again under the same id', async () => {
        const first = await inserted(shop, aThing('t1'));
        await shop.commit([replace(things, first, aThing('t1', { rank: 2 }))]);
        const second = await shop.get(things, 't1');
        if (!second) throw new Error('t1 is missing');
        await shop.commit([remove(things, second)]);
        await inserted(shop, aThing('t1', { rank: 7 }));
        expect((await shop.commit([replace(things, second, aThing('t1'))])).kind).toBe('stale');
      });

      it('returns taken for an id, and names it', async () => {
        await inserted(shop, aThing('t1'));
        const taken = { kind: 'taken', collection: 'kit_things', key: 'id', id: 't1' };
        expect(await shop.commit([insert(things, aThing('t1', { label: 'elsewhere' }))])).toEqual(taken);
      });

      it('returns taken for a unique key, by its declared name, on insert and on replacement', async () => {
        await inserted(shop, aThing('t1', { label: 'x' }));
        const second = await inserted(shop, aThing('t2', { label: 'y' }));
        const taken = { kind: 'taken', collection: 'kit_things', key: 'place' };
        expect(await shop.commit([insert(things, aThing('t3', { label: 'x' }))])).toEqual({ ...taken, id: 't3' });
        expect(await shop.commit([replace(things, second, aThing('t2', { label: 'x' }))])).toEqual({ ...taken, id: 't2' });
        expect((await shop.get(things, 't2'))?.version).toBe(1);
      });

      it('lets a batch move a unique key from one document to another', async () => {
        const was = await inserted(shop, aThing('t1', { label: 'x' }));
        expect(await shop.commit([remove(things, was), insert(things, aThing('t2', { label: 'x' }))])).toEqual(COMMITTED);
      });

      it.each([
        ['a field of the wrong type', () => insert(things, wrongly({ rank: 'first' })), /rank/],
        ['a missing field', () => insert(things, wrongly({ shelf: undefined })), /shelf/],
        ['an empty id', () => insert(things, aThing('')), /id/],
      ])('refuses %s, naming it and not its value', async (_, write, name) => {
        const failure = await failureOf(shop.commit([write()]));
        expect(failure).toMatchObject({ code: 'invalid', happened: 'no' });
        expect(failure.message).toMatch(name);
        expect(failure.message).not.toMatch(/first/);
      });

      it('refuses an invalid event', async () => {
        const failure = await failureOf(shop.commit([insert(things, aThing('t1'))], [anEvent('e1', { key: '' })]));
        expect(failure).toMatchObject({ code: 'invalid', happened: 'no' });
        expect(await shop.get(things, 't1')).toBeUndefined();
      });

      it('refuses a batch that names a document twice', async () => {
        const was = await inserted(shop, aThing('t1'));
        const batch = [replace(things, was, aThing('t1', { rank: 2 })), unchanged(things, was)];
        expect(await failureOf(shop.commit(batch))).toMatchObject({ code: 'invalid', happened: 'no' });
      });

      it('refuses more writes or bytes than a batch may have, and accepts the limit', async () => {
        const lines = (n: number) => Array.from({ length: n }, (_, at) => insert(things, aThing(`t${at}`)));
        expect(await failureOf(shop.commit(lines(BATCH_LIMIT.writes + 1)))).toMatchObject({ code: 'too_large', happened: 'no' });
        expect(await shop.get(things, 't0')).toBeUndefined();
        const long = aThing('long', { note: 'x'.repeat(BATCH_LIMIT.bytes) });
        expect(await failureOf(shop.commit([insert(things, long)]))).toMatchObject({ code: 'too_large', happened: 'no' });
        expect(await shop.commit(lines(BATCH_LIMIT.writes))).toEqual(COMMITTED);
        expect(await shop.commit([insert(things, { ...long, note: 'x'.repeat(BATCH_LIMIT.bytes - 200) })])).toEqual(COMMITTED);
      });

      it('refuses a collection that was not declared', async () => {
        const unknown = defineCollection({ name: 'kit_unknown', scope: 'tenant', shape: z.object({ id: z.string() }) });
        expect(await failureOf(shop.commit([insert(unknown, { id: 'a' })]))).toMatchObject({ code: 'invalid' });
        expect(await failureOf(shop.get(unknown, 'a'))).toMatchObject({ code: 'invalid' });
      });
    });

    describe('all or nothing', () => {
      it('changes no collection if one write is stale', async () => {
        const was = await inserted(shop, aThing('t1'));
        const moved = await inserted(shop, aThing('t2'));
        await shop.commit([replace(things, was, aThing('t1', { rank: 2 }))]);
        const batch = [
          insert(counters, { id: 'c1', n: 1 }),
          remove(things, moved),
          insert(things, aThing('t3')),
          replace(things, was, aThing('t1', { rank: 3 })),
        ];
        expect((await shop.commit(batch, [anEvent('e1')])).kind).toBe('stale');
        expect(await shop.get(counters, 'c1')).toBeUndefined();
        expect(await shop.get(things, 't2')).toBeDefined();
        expect(await shop.get(things, 't3')).toBeUndefined();
        expect((await shop.get(things, 't1'))?.value.rank).toBe(2);
      });

      it('changes no collection if the last write is taken', async () => {
        await inserted(shop, aThing('t1', { label: 'x' }));
        const batch = [insert(counters, { id: 'c1', n: 1 }), insert(things, aThing('t2', { label: 'x' }))];
        expect(await shop.commit(batch)).toEqual({ kind: 'taken', collection: 'kit_things', key: 'place', id: 't2' });
        expect(await shop.get(counters, 'c1')).toBeUndefined();
      });

      it('does not affect batches that share a commit with a refused one', async () => {
        await inserted(shop, aThing('t0', { label: 'taken' }));
        const outcomes = await Promise.all(
          Array.from({ length: 60 }, (_, n) =>
            shop.commit([insert(things, aThing(`n${n}`, n % 3 === 0 ? { label: 'taken' } : {}))]),
          ),
        );
        expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map((_, n) => (n % 3 === 0 ? 'taken' : 'committed')));
        const found = await Promise.all(outcomes.map((_, n) => shop.get(things, `n${n}`)));
        expect(found.map((one) => one !== undefined)).toEqual(outcomes.map((_, n) => n % 3 !== 0));
      });

      it('never shows half of a batch to a reader', async () => {
        const pair = (n: number) => [insert(counters, { id: `left${n}`, n }), insert(counters, { id: `right${n}`, n })];
        const writing = Array.from({ length: 30 }, (_, n) => shop.commit(pair(n)));
        for (let n = 0; n < 30; n += 1) {
          const right = await shop.get(counters, `right${n}`);
          const left = await shop.get(counters, `left${n}`);
          if (right) expect(left).toBeDefined();
        }
        await Promise.all(writing);
      });
    });

    describe('concurrency', () => {
      it('lets exactly one of two replacements of a document win', async () => {
        for (let round = 0; round < 50; round += 1) {
          const was = await inserted(shop, aThing(`r${round}`));
          const outcomes = await Promise.all(
            [2, 3].map((rank) => subject.store.tenant('shop').commit([replace(things, was, { ...was.value, rank })])),
          );
          expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['committed', 'stale']);
        }
      });

      it('lets exactly one of many inserts with a unique key win', async () => {
        const outcomes = await Promise.all(
          Array.from({ length: 40 }, (_, n) => shop.commit([insert(things, aThing(`t${n}`, { label: 'the one' }))])),
        );
        expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
        expect((await shop.find(things, { by: 'byLabel', equals: ['the one'], limit: 10 })).items).toHaveLength(1);
      });

      it('counts to 50 if 50 callers add one and retry when stale', async () => {
        await Promise.all(
          Array.from({ length: 50 }, () =>
            againWhenStale(async () => {
              const was = await shop.get(counters, 'c');
              const outcome = await shop.commit([put(counters, was, { id: 'c', n: (was?.value.n ?? 0) + 1 })]);
              return outcome.kind === 'taken' ? { kind: 'stale' as const } : outcome;
            }, 500),
          ),
        );
        expect((await shop.get(counters, 'c'))?.value.n).toBe(50);
      });

      it('refuses a write whose precondition has changed meanwhile', async () => {
        for (let round = 0; round < 25; round += 1) {
          const left = await inserted(shop, aThing(`l${round}`));
          const right = await inserted(shop, aThing(`r${round}`));
          const outcomes = await Promise.all([
            shop.commit([unchanged(things, left), replace(things, right, { ...right.value, rank: 2 })]),
            shop.commit([unchanged(things, right), replace(things, left, { ...left.value, rank: 2 })]),
          ]);
          expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
        }
      });
    });

    describe('tenants', () => {
      it('shows nothing of another tenant', async () => {
        await inserted(shop, aThing('t1'));
        expect(await other.get(things, 't1')).toBeUndefined();
        expect((await other.find(things, { by: 'byShelf', equals: [], limit: 10 })).items).toEqual([]);
      });

      it('lets two tenants use the same ids and unique keys', async () => {
        await inserted(shop, aThing('t1', { label: 'x' }));
        expect(await other.commit([insert(things, aThing('t1', { label: 'x' }))])).toEqual(COMMITTED);
      });

      it("cannot replace, remove or rely on another tenant's document", async () => {
        const was = await inserted(shop, aThing('t1'));
        const stale = { kind: 'stale', collection: 'kit_things', id: 't1' };
        expect(await other.commit([replace(things, was, aThing('t1', { rank: 9 }))])).toEqual(stale);
        expect(await other.commit([remove(things, was)])).toEqual(stale);
        expect(await other.commit([unchanged(things, was)])).toEqual(stale);
        expect(await shop.get(things, 't1')).toEqual(was);
      });

      it('keeps platform collections and tenant collections apart', async () => {
        const sign = { id: 's1', street: 'High Street' };
        expect(await failureOf(shop.commit([insert(signs, sign)]))).toMatchObject({ code: 'invalid' });
        expect(await failureOf(shop.get(signs, 's1'))).toMatchObject({ code: 'invalid' });
        expect(await failureOf(shop.find(signs, { by: 'byStreet', equals: [], limit: 1 }))).toMatchObject({ code: 'invalid' });
        const { platform } = subject.store;
        expect(await platform.commit([insert(signs, sign)])).toEqual(COMMITTED);
        expect(await platform.commit([insert(signs, { ...sign, id: 's2' })])).toMatchObject({ kind: 'taken', key: 'street' });
        expect(await failureOf(platform.commit([insert(things, aThing('t1'))]))).toMatchObject({ code: 'invalid' });
        expect(await failureOf(platform.get(things, 't1'))).toMatchObject({ code: 'invalid' });
      });

      it.each(['', '\ud800', PLATFORM_SCOPE])('refuses the tenant id %j', (id) => {
        expect(() => subject.store.tenant(id)).toThrow(StoreFailure);
      });

      it('keeps events of the platform and of tenants apart', async () => {
        const { platform } = subject.store;
        const [ofPlatform, ofTenant] = [anEvent('e1', { stream: 'platform' }), anEvent('e1')];
        expect(await failureOf(shop.commit([], [ofPlatform]))).toMatchObject({ code: 'invalid', happened: 'no' });
        const sign = insert(signs, { id: 's1', street: 'High Street' });
        expect(await failureOf(platform.commit([sign], [ofTenant]))).toMatchObject({ code: 'invalid', happened: 'no' });
        expect(await platform.get(signs, 's1')).toBeUndefined();
        expect(await platform.commit([sign], [ofPlatform])).toEqual(COMMITTED);
        expect((await platform.get(signs, 's1'))?.version).toBe(1);
      });
    });

    describe('opened again', () => {
      const today = defineCollection({
        name: 'kit_counters',
        scope: 'tenant',
        shape: z.object({ id: z.string(), n: z.int(), unit: z.string() }),
        shapeVersion: 2,
        upgrade: (older) => ({ ...z.object({ id: z.string(), n: z.int() }).parse(older), unit: 'piece' }),
        indexes: { byN: ['n'], byUnit: ['unit', 'n'] },
      });

      kept('still has what was committed', async () => {
        const was = await inserted(shop, aThing('t1'));
        const later = await again(subject);
        expect(await later.store.tenant('shop').get(things, 't1')).toEqual(was);
      });

      kept('upgrades older documents to the current shape, and finds them by a new index', async () => {
        await shop.commit([insert(counters, { id: 'c1', n: 1 }), insert(counters, { id: 'c2', n: 2 })]);
        const store = (await again(subject, [things, today, signs])).store.tenant('shop');
        expect(await store.get(today, 'c1')).toEqual({ value: { id: 'c1', n: 1, unit: 'piece' }, version: 1 });
        const page = await store.find(today, { by: 'byUnit', equals: ['piece'], from: 2, limit: 10 });
        expect(page.items.map(({ value }) => value.id)).toEqual(['c2']);
      });

      const labelled = defineCollection({
        name: 'kit_counters',
        scope: 'tenant',
        shape: z.object({ id: z.string(), n: z.int(), labels: z.array(z.string()) }),
        shapeVersion: 2,
        upgrade(older) {
          const was = z.object({ id: z.string(), n: z.int() }).parse(older);
          return { ...was, labels: was.n > 1 ? ['some', 'more than one'] : ['some'] };
        },
        tags: 'labels',
        indexes: { byLabel: ['labels', 'n'], byN: ['n'] },
      });

      kept('finds older documents by the tags that the shape of today gives them, and moves them when they change', async () => {
        await shop.commit([insert(counters, { id: 'c1', n: 1 }), insert(counters, { id: 'c2', n: 2 })]);
        const store = (await again(subject, [things, labelled, signs, threads])).store.tenant('shop');
        const by = async (label: string) =>
          (await store.find(labelled, { by: 'byLabel', equals: [label], order: 'desc', limit: 10 })).items.map(
            ({ value }) => value.id,
          );
        expect(await by('some')).toEqual(['c2', 'c1']);
        expect(await by('more than one')).toEqual(['c2']);
        const was = await store.get(labelled, 'c2');
        if (was) expect(await store.commit([replace(labelled, was, { ...was.value, labels: ['few'] })])).toEqual(COMMITTED);
        expect([await by('some'), await by('more than one'), await by('few')]).toEqual([['c1'], [], ['c2']]);
      });

      kept('finds documents by their tags of today where an older shape had others', async () => {
        const first = await again(subject, [things, labelled, signs, threads]);
        await first.store.tenant('shop').commit([insert(labelled, { id: 'c1', n: 1, labels: ['old', 'both'] })]);
        const renamed = defineCollection({
          ...labelled,
          shapeVersion: 3,
          upgrade: (older) => ({ ...labelled.shape.parse(older), labels: ['new', 'both'] }),
        });
        const store = (await again(first, [things, renamed, signs, threads])).store.tenant('shop');
        const by = async (label: string) =>
          (await store.find(renamed, { by: 'byLabel', equals: [label], limit: 10 })).items.length;
        expect([await by('old'), await by('new'), await by('both')]).toEqual([0, 1, 1]);
      });

      kept('finds by index what was written while it was not declared', async () => {
        const untagged = defineCollection({
          name: 'kit_threads',
          scope: 'tenant',
          shape: thread,
          indexes: { byName: ['name'] },
        });
        await shop.commit(
          [aThread('a', ['open']), aThread('b', ['open']), aThread('c', ['open'])].map((one) => insert(threads, one)),
        );
        const between = await again(subject, [things, counters, signs, untagged]);
        const own = between.store.tenant('shop');
        const [a, b] = [await own.get(untagged, 'a'), await own.get(untagged, 'b')];
        if (!a || !b) throw new Error('a thread is missing');
        const changed = replace(untagged, a, aThread('a', ['done'], { lastAt: 8 }));
        const batch = [changed, remove(untagged, b), insert(untagged, aThread('d', ['open'], { lastAt: 0 }))];
        expect(await own.commit(batch)).toEqual(COMMITTED);

        const store = (await again(between, kitCollections)).store.tenant('shop');
        const idsOf = async (query: Query<Thread, typeof threads.indexes, 'byTag' | 'byLastAt'>) =>
          (await store.find(threads, query)).items.map(({ value }) => value.id);
        expect(await idsOf({ by: 'byTag', equals: ['open'], limit: 10 })).toEqual(['d', 'c']);
        expect(await idsOf({ by: 'byTag', equals: ['done', 8], limit: 10 })).toEqual(['a']);
        expect(await idsOf({ by: 'byLastAt', equals: [], limit: 10 })).toEqual(['d', 'c', 'a']);
      });

      kept('refuses the data of a newer Deskbell in one sentence', async () => {
        const newer = await again(subject, [things, today, signs]);
        expect(await failureOf(again(newer, [things, counters, signs]))).toMatchObject({ code: 'newer', happened: 'no' });
      });
    });

    describeFinding(() => subject.store);
    describeTags(() => subject.store);
  });
}

async function inserted(store: TenantStore, value: ReturnType<typeof aThing>) {
  expect(await store.commit([insert(things, value)])).toEqual(COMMITTED);
  return { value, version: 1 };
}

/** A document that the types would not allow. */
function wrongly(fields: object): ReturnType<typeof aThing> {
  const value: ReturnType<typeof aThing> = aThing('t1');
  Object.assign(value, fields);
  return value;
}

export async function failureOf(promise: Promise<unknown>): Promise<StoreFailure> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreFailure);
  if (!(error instanceof StoreFailure)) throw new Error('no StoreFailure');
  return error;
}
