import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dueEntries, SHARDS, type DueEntry, type DueLane, type Later } from '#contracts/later.ts';
import { shardOf } from '#contracts/store-rules/shard.ts';
import { insert, put, remove, replace, type Stored, type TenantStore } from '#contracts/store.ts';
import { anEntry, aThing, itUnless, subjects, things, type Engine, type Subject } from './subject.ts';

const COMMITTED = { kind: 'committed' };
const NOTHING = { lanes: [], tenants: [] };

/** What every engine promises of work that is due later. */
export function describeLater(engine: Engine): void {
  describe(`${engine.name} as a due-queue`, () => {
    const { fresh, again, beside, closeAll } = subjects(engine);
    const kept = itUnless(engine.skips?.reopen);
    const shared = itUnless(engine.skips?.beside);
    let subject: Subject;
    let shop: TenantStore;
    let other: TenantStore;

    beforeEach(async () => {
      subject = await fresh();
      shop = subject.store.tenant('shop');
      other = subject.store.tenant('other');
    });
    afterEach(closeAll);

    const lanesAt = (now: number) => lanesOf(subject.later, now);

    describe('entries', () => {
      it('are due at their time, and not before', async () => {
        await write(shop, anEntry('e', { dueAt: 1_000 }));
        expect(await lanesAt(999)).toEqual([]);
        expect(await lanesAt(1_000)).toEqual(['shop a']);
        expect(await lanesAt(9_999)).toEqual(['shop a']);
      });

      kept('are durable with their batch', async () => {
        expect(await shop.commit([insert(things, aThing('t')), insert(dueEntries, anEntry('e'))])).toEqual(COMMITTED);
        subject = await again(subject);
        expect(await lanesAt(1_000)).toEqual(['shop a']);
        expect((await subject.store.tenant('shop').get(dueEntries, 'e'))?.value).toEqual(anEntry('e'));
      });

      it('of a batch that was refused are not there', async () => {
        await shop.commit([insert(things, aThing('t'))]);
        const outcome = await shop.commit([insert(dueEntries, anEntry('e')), insert(things, aThing('t'))]);
        expect(outcome).toMatchObject({ kind: 'taken', collection: 'kit_things' });
        expect(await lanesAt(9_999)).toEqual([]);
        const was = await write(shop, anEntry('kept'));
        const moved = replace(dueEntries, was, anEntry('kept', { lane: 'b', dueAt: 1 }));
        expect(await shop.commit([moved, insert(things, aThing('t'))])).toMatchObject({ kind: 'taken' });
        expect(await shop.commit([remove(dueEntries, was), insert(things, aThing('t'))])).toMatchObject({ kind: 'taken' });
        expect(await lanesAt(999)).toEqual([]);
        expect(await lanesAt(1_000)).toEqual(['shop a']);
      });

      it('go in the batch that did the work', async () => {
        const was = await write(shop, anEntry('e'));
        expect(await shop.commit([remove(dueEntries, was), insert(things, aThing('done'))])).toEqual(COMMITTED);
        expect(await lanesAt(9_999)).toEqual([]);
        expect(await shop.get(dueEntries, 'e')).toBeUndefined();
        expect(await shop.get(things, 'done')).toBeDefined();
      });

      it('can be cancelled, and then scheduled again under the same id', async () => {
        const was = await write(shop, anEntry('e'));
        expect(await shop.commit([remove(dueEntries, was)])).toEqual(COMMITTED);
        expect(await lanesAt(9_999)).toEqual([]);
        await write(shop, anEntry('e', { dueAt: 2_000 }));
        expect(await lanesAt(1_999)).toEqual([]);
        expect(await lanesAt(2_000)).toEqual(['shop a']);
      });

      it('can be moved to another time and to another lane', async () => {
        await write(shop, anEntry('e', { dueAt: 1_000 }));
        await write(shop, anEntry('e', { dueAt: 3_000 }));
        expect(await lanesAt(2_999)).toEqual([]);
        await write(shop, anEntry('e', { dueAt: 2_000, lane: 'b' }));
        expect(await lanesAt(2_000)).toEqual(['shop b']);
        await write(shop, anEntry('e', { dueAt: 500, lane: 'b' }));
        expect(await lanesAt(500)).toEqual(['shop b']);
      });

      it('keep their lane due while one of them is', async () => {
        const first = await write(shop, anEntry('first', { dueAt: 1_000 }));
        await write(shop, anEntry('second', { dueAt: 1_001 }));
        await write(shop, anEntry('third', { dueAt: 5_000 }));
        const beside = await write(shop, anEntry('beside the second', { dueAt: 1_001 }));
        await shop.commit([remove(dueEntries, first)]);
        expect(await lanesAt(1_000)).toEqual([]);
        await shop.commit([remove(dueEntries, beside)]);
        expect(await lanesAt(1_001)).toEqual(['shop a']);
      });

      it('of a lane are found by class and then by time, and with why they wait', async () => {
        await write(shop, anEntry('late', { class: 0, dueAt: 900 }));
        await write(shop, anEntry('old', { class: 5, dueAt: 100, why: 'rate_limited' }));
        await write(shop, anEntry('early', { class: 0, dueAt: 800 }));
        await write(shop, anEntry('elsewhere', { lane: 'b', class: 0, dueAt: 1 }));
        const ofLane = await shop.find(dueEntries, { by: 'byLane', equals: ['a'], limit: 10 });
        expect(ofLane.items.map(({ value }) => value.id)).toEqual(['early', 'late', 'old']);
        const byTime = await shop.find(dueEntries, { by: 'byDue', equals: [], until: 900, limit: 10 });
        expect(byTime.items.map(({ value }) => [value.id, value.why])).toEqual([
          ['elsewhere', 'scheduled'],
          ['old', 'rate_limited'],
          ['early', 'scheduled'],
        ]);
      });
    });

    describe('looking', () => {
      it('finds the lanes that have waited longest first, and no more than are asked for', async () => {
        const [late, middle, early] = lanesOfOneShard('shop', 3);
        await write(shop, anEntry('1', { lane: late, dueAt: 300 }));
        await write(shop, anEntry('2', { lane: early, dueAt: 100 }));
        await write(shop, anEntry('3', { lane: middle, dueAt: 200 }));
        await write(shop, anEntry('4', { lane: early, dueAt: 400 }));
        const shard = shardOf('shop', early);
        expect((await subject.later.due(shard, 999, 9, NOTHING)).map(({ lane }) => lane)).toEqual([early, middle, late]);
        expect((await subject.later.due(shard, 999, 2, NOTHING)).map(({ lane }) => lane)).toEqual([early, middle]);
      });

      it('sees past a lane with many entries', async () => {
        const [big, small] = lanesOfOneShard('shop', 2);
        for (let n = 0; n < 10; n += 1)
          await shop.commit(
            Array.from({ length: 150 }, (_, m) => insert(dueEntries, anEntry(`${n}-${m}`, { lane: big, dueAt: n }))),
          );
        await write(shop, anEntry('small', { lane: small, dueAt: 500 }));
        const shard = shardOf('shop', big);
        const found = [
          { tenantId: 'shop', lane: big },
          { tenantId: 'shop', lane: small },
        ];
        expect(await subject.later.due(shard, 500, 2, NOTHING)).toEqual(found);
        expect(await subject.later.due(shard, 500, 1, { lanes: found.slice(0, 1), tenants: [] })).toEqual(found.slice(1));
      });

      it('passes over lanes and tenants that it is told to', async () => {
        const [lane] = lanesOfOneShard('shop', 1);
        const twin = sameShard('other', shardOf('shop', lane));
        await write(shop, anEntry('e', { lane }));
        await write(other, anEntry('e', { lane: twin }));
        const shard = shardOf('shop', lane);
        const ours: DueLane = { tenantId: 'shop', lane };
        const theirs: DueLane = { tenantId: 'other', lane: twin };
        const looked = (lanes: readonly DueLane[], tenants: readonly string[]) =>
          subject.later.due(shard, 1_000, 9, { lanes, tenants });
        expect(await looked([ours], [])).toEqual([theirs]);
        expect(await looked([], ['other'])).toEqual([ours]);
        expect(await looked([ours], ['other'])).toEqual([]);
        // A lane of this name of another tenant is another lane.
        expect(await looked([{ tenantId: 'other', lane }], ['other'])).toEqual([ours]);
      });

      it('finds each lane in one shard', async () => {
        for (let n = 0; n < 20; n += 1) await write(shop, anEntry(`e${n}`, { lane: `lane ${n} é 🛎` }));
        const shards = await Promise.all(
          Array.from({ length: SHARDS }, async (_, shard) =>
            (await subject.later.due(shard, 1_000, 99, NOTHING)).map(({ tenantId, lane }) => {
              expect(shardOf(tenantId, lane)).toBe(shard);
              return lane;
            }),
          ),
        );
        expect(shards.flat().toSorted()).toEqual(Array.from({ length: 20 }, (_, n) => `lane ${n} é 🛎`).toSorted());
        expect(shards.filter((lanes) => lanes.length > 0).length).toBeGreaterThan(3);
      });

      it('says when there is something to look for next', async () => {
        const shard = shardOf('shop', 'a');
        expect(await subject.later.next(shard, 0)).toBeUndefined();
        await write(shop, anEntry('e', { dueAt: 1_000 }));
        expect(await subject.later.next(shard, 999)).toBe(1_000);
        expect(await subject.later.next(shard, 1_000)).toBeUndefined();
        await write(shop, anEntry('e', { dueAt: 3_000 }));
        expect(await subject.later.next(shard, 1_000)).toBe(3_000);
        await write(shop, anEntry('f', { dueAt: 2_000 }));
        expect(await subject.later.next(shard, 1_000)).toBe(2_000);
        const elsewhere = Array.from({ length: SHARDS }, (_, n) => n).filter((n) => n !== shard);
        for (const empty of elsewhere) expect(await subject.later.next(empty, 0)).toBeUndefined();
      });

      it('keeps tenants apart', async () => {
        await write(shop, anEntry('e', { dueAt: 1_000 }));
        const theirs = await write(other, anEntry('e', { dueAt: 1_000, about: { booking: 'theirs' } }));
        expect((await lanesAt(1_000)).toSorted()).toEqual(['other a', 'shop a']);
        expect((await shop.get(dueEntries, 'e'))?.value.about).toEqual({});
        await other.commit([remove(dueEntries, theirs)]);
        expect(await lanesAt(1_000)).toEqual(['shop a']);
        await expect(subject.store.platform.get(dueEntries, 'e')).rejects.toMatchObject({ code: 'invalid' });
      });

      it('finds what a plain list would, whatever was written', async () => {
        const change = fc.record({
          id: fc.constantFrom('1', '2', '3', '4', '5'),
          lane: fc.constantFrom('a', 'b', 'c'),
          dueAt: fc.integer({ min: 0, max: 5 }),
          tenant: fc.constantFrom('x', 'y'),
          removed: fc.boolean(),
        });
        let run = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.array(change, { minLength: 1, maxLength: 25 }),
            fc.integer({ min: 0, max: 5 }),
            async (all, now) => {
              run += 1;
              const model = new Map<string, { readonly lane: string; readonly dueAt: number }>();
              for (const { id, lane, dueAt, tenant, removed } of all) {
                const name = `${tenant}${run}`;
                const own = subject.store.tenant(name);
                if (removed) await unschedule(own, id);
                else await write(own, anEntry(id, { lane, dueAt }));
                model.delete(`${name} ${id}`);
                if (!removed) model.set(`${name} ${id}`, { lane: `${name} ${lane}`, dueAt });
              }
              const due = new Set([...model.values()].filter((one) => one.dueAt <= now).map(({ lane }) => lane));
              const found = (await lanesAt(now)).filter((name) => /^\w(\d+) /.exec(name)?.[1] === String(run));
              expect(found.toSorted()).toEqual([...due].toSorted());
            },
          ),
          { numRuns: 40 },
        );
      });
    });

    describe('several at work', () => {
      shared('do an entry once', async () => {
        const was = await write(shop, anEntry('e'));
        const second = (await beside(subject)).store.tenant('shop');
        const seen = await second.get(dueEntries, 'e');
        expect(seen).toEqual(was);
        const outcomes = await Promise.all(
          [shop, second].map((store, n) => store.commit([remove(dueEntries, was), insert(things, aThing(`done ${n}`))])),
        );
        expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['committed', 'stale']);
        const done = await shop.find(things, { by: 'byShelf', equals: ['a'], limit: 10 });
        expect(done.items).toHaveLength(1);
      });

      shared('find the entries of the others by looking', async () => {
        const second = await beside(subject);
        await write(second.store.tenant('shop'), anEntry('e'));
        expect(await lanesAt(1_000)).toEqual(['shop a']);
      });

      it('move an entry or do it, never both', async () => {
        const was = await write(shop, anEntry('e'));
        expect(await shop.commit([replace(dueEntries, was, anEntry('e', { dueAt: 2_000 }))])).toEqual(COMMITTED);
        expect(await shop.commit([remove(dueEntries, was)])).toMatchObject({ kind: 'stale', collection: 'due_entries' });
      });
    });

    describe('waking', () => {
      it('tells the shard and the time of each entry that was written, and nothing else', async () => {
        const woken: string[] = [];
        const end = subject.later.whenCommitted((shard, dueAt) => woken.push(`${shard} ${dueAt}`));
        const was = await write(shop, anEntry('e', { lane: 'a', dueAt: 1_000 }));
        expect(woken.splice(0)).toEqual([`${shardOf('shop', 'a')} 1000`]);
        await shop.commit([
          insert(things, aThing('t')),
          replace(dueEntries, was, anEntry('e', { lane: 'b', dueAt: 7 })),
          insert(dueEntries, anEntry('f', { lane: 'a', dueAt: 8 })),
        ]);
        expect(woken.splice(0).toSorted()).toEqual([`${shardOf('shop', 'b')} 7`, `${shardOf('shop', 'a')} 8`].toSorted());
        expect(await shop.commit([insert(dueEntries, anEntry('f'))])).toMatchObject({ kind: 'taken' });
        await unschedule(shop, 'f');
        await shop.commit([insert(things, aThing('t2'))]);
        expect(woken).toEqual([]);
        end();
        await write(shop, anEntry('g'));
        expect(woken).toEqual([]);
      });
    });
  });
}

/** Inserts the entry, or puts it in the place of the one with its id. */
async function write(store: TenantStore, entry: DueEntry): Promise<Stored<DueEntry>> {
  expect(await store.commit([put(dueEntries, await store.get(dueEntries, entry.id), entry)])).toEqual(COMMITTED);
  const stored = await store.get(dueEntries, entry.id);
  if (!stored) throw new Error('what was committed is not there');
  return stored;
}

async function unschedule(store: TenantStore, id: string): Promise<void> {
  const was = await store.get(dueEntries, id);
  if (was) expect(await store.commit([remove(dueEntries, was)])).toEqual(COMMITTED);
}

/** Tenant and lane of all that is due, over all shards. */
async function lanesOf(later: Later, now: number): Promise<string[]> {
  const found = await Promise.all(Array.from({ length: SHARDS }, (_, shard) => later.due(shard, now, 99, NOTHING)));
  return found.flat().map(({ tenantId, lane }) => `${tenantId} ${lane}`);
}

/** Names of lanes of a tenant that share a shard. */
function lanesOfOneShard(tenantId: string, count: 1): [string];
function lanesOfOneShard(tenantId: string, count: 2): [string, string];
function lanesOfOneShard(tenantId: string, count: 3): [string, string, string];
function lanesOfOneShard(tenantId: string, count: number): string[] {
  const shard = shardOf(tenantId, 'lane');
  const names = Array.from({ length: 500 }, (_, n) => `lane ${n}`).filter((lane) => shardOf(tenantId, lane) === shard);
  return names.slice(0, count);
}

function sameShard(tenantId: string, shard: number): string {
  return Array.from({ length: 500 }, (_, n) => `lane ${n}`).find((lane) => shardOf(tenantId, lane) === shard) ?? '';
}
