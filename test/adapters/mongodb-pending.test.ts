import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MongoEngine } from '#adapters/mongodb/index.ts';
import type { Pending } from '#contracts/pending.ts';
import { insert, remove, replace, type TenantStore } from '#contracts/store.ts';
import { anEvent, aThing, counters, itUnless, kitCollections, things } from '#test/contracts/subject.ts';
import { testClock, type TestClock } from '#test/support/clock.ts';
import { findMongo, type MongoServer } from '#test/support/mongo-server.ts';
import { notProxied, proxyTo, type Fate } from '#test/support/mongo-proxy.ts';
import { drop, freshDatabase, mongoOn } from './mongodb-engine.ts';

const server = await findMongo();

if ('reason' in server)
  describe('pending events on mongodb', () => it.skip(`keep their order [skipped: ${server.reason}]`, () => {}));
else {
  afterAll(() => server.stop());
  describePending(server);
}

function describePending(on: MongoServer): void {
  describe(`pending events on mongodb (${on.name})`, () => {
    let database: string;
    let engines: MongoEngine[];
    let clock: TestClock;
    let shop: TenantStore;
    let pending: Pending;

    async function another(url = on.url): Promise<MongoEngine> {
      const engine = await mongoOn({ ...on, url }, { database, collections: kitCollections, clock });
      engines.push(engine);
      return engine;
    }
    beforeEach(async () => {
      database = freshDatabase();
      engines = [];
      clock = testClock();
      const engine = await another();
      shop = engine.store.tenant('shop');
      pending = engine.pending;
    });
    afterEach(async () => {
      for (const engine of engines) await engine[Symbol.asyncDispose]();
      await drop(on, database);
    });

    async function ids(most = 100): Promise<readonly string[]> {
      return (await pending.take(most)).map(({ event }) => event.id);
    }

    it('are given with their tenant, again until they are published, and then no more', async () => {
      await shop.commit([insert(things, aThing('t1'))], [anEvent('e1'), anEvent('e2')]);
      const taken = await pending.take(10);
      expect(taken.map(({ event }) => event)).toEqual(
        [anEvent('e1'), anEvent('e2')].map((event) => ({ ...event, tenantId: 'shop' })),
      );
      expect(await ids()).toEqual(['e1', 'e2']);
      await pending.published(taken);
      expect(await ids()).toEqual([]);
      await pending.published(taken);
      expect(await shop.get(things, 't1')).toEqual({ value: aThing('t1'), version: 1 });
    });

    it('come in the order of commits, whether a batch wrote one document, many or none, in whichever process', async () => {
      const other = (await another()).store.tenant('shop');
      const first = { value: aThing('t1'), version: 1 };
      await shop.commit([insert(things, first.value)], [anEvent('e1')]);
      await other.commit([insert(things, aThing('t2')), insert(counters, { id: 'c', n: 1 })], [anEvent('e2')]);
      await shop.commit([replace(things, first, aThing('t1', { rank: 2 }))], [anEvent('e3')]);
      await other.commit([], [anEvent('e4')]);
      await shop.commit([insert(counters, { id: 'd', n: 1 })], [anEvent('e5')]);
      expect(await ids()).toEqual(['e1', 'e2', 'e3', 'e4', 'e5']);
      expect(await ids(2)).toEqual(['e1', 'e2']);
    });

    it('of inserts that arrive together have a ticket each, in the order of the calls', async () => {
      const called = Array.from({ length: 120 }, (_, n) => `e${n}`);
      await Promise.all(called.map((id) => shop.commit([insert(things, aThing(id))], [anEvent(id)])));
      const seen: string[] = [];
      for (let taken = await pending.take(7); taken.length > 0; taken = await pending.take(7)) {
        seen.push(...taken.map(({ event }) => event.id));
        await pending.published(taken);
      }
      expect(seen).toEqual(called);
      const client = new MongoClient(on.url);
      const tickets = await client.db(database).collection('kit_things').distinct('pending.ticket');
      await client.close();
      expect(tickets).toHaveLength(called.length);
    });

    it('keep what came to a document after it was looked at', async () => {
      await shop.commit([insert(things, aThing('t1'))], [anEvent('e1')]);
      const taken = await pending.take(10);
      await shop.commit([replace(things, { value: aThing('t1'), version: 1 }, aThing('t1', { rank: 2 }))], [anEvent('e2')]);
      await pending.published(taken);
      expect(await ids()).toEqual(['e2']);
      await pending.published(await pending.take(10));
      expect(await ids()).toEqual([]);
    });

    it('may be published in part', async () => {
      await shop.commit([insert(things, aThing('t1'))], [anEvent('e1'), anEvent('e2'), anEvent('e3')]);
      await shop.commit([], [anEvent('e4'), anEvent('e5')]);
      const taken = await pending.take(10);
      await pending.published(taken.filter(({ event }) => ['e1', 'e3', 'e4'].includes(event.id)));
      expect(await ids()).toEqual(['e2', 'e5']);
      await pending.published(await pending.take(10));
      expect(await ids()).toEqual([]);
    });

    it('outlive the document that brought them', async () => {
      await shop.commit([insert(things, aThing('t1'))], [anEvent('e1')]);
      await shop.commit([], [anEvent('e2')]);
      expect(await shop.commit([remove(things, { value: aThing('t1'), version: 1 })])).toEqual({ kind: 'committed' });
      expect(await shop.get(things, 't1')).toBeUndefined();
      expect(await ids()).toEqual(['e1', 'e2']);
      expect(await shop.commit([insert(things, aThing('t1'))])).toEqual({ kind: 'committed' });
    });

    it('of a refused batch never come', async () => {
      await shop.commit([insert(things, aThing('t1'))], [anEvent('e1')]);
      expect((await shop.commit([insert(things, aThing('t1'))], [anEvent('no')])).kind).toBe('taken');
      expect(
        (await shop.commit([replace(things, { value: aThing('t1'), version: 7 }, aThing('t1'))], [anEvent('no')])).kind,
      ).toBe('stale');
      expect(await ids()).toEqual(['e1']);
    });

    /** A publisher that has looked into all but one of the collections. */
    async function publisherBefore(collection: string) {
      const proxy = await proxyTo(on.url);
      const publisher = (await another(proxy.url)).pending;
      const gate = Promise.withResolvers<void>();
      proxy.answer(async (_, command): Promise<Fate> => {
        if (command['find'] === collection) await gate.promise;
        return 'forward';
      });
      const taking = publisher.take(10);
      await expect.poll(() => proxy.commands.filter(({ find }) => find === collection).length).toBe(1);
      return {
        async taken() {
          gate.resolve();
          const events = await taking;
          await proxy.close();
          return events.map(({ event }) => event.id);
        },
      };
    }

    itUnless(notProxied(on.url))('never show a later commit while an earlier one was missed', async () => {
      const publisher = await publisherBefore('_outbox');
      await shop.commit([insert(things, aThing('t1'))], [anEvent('earlier')]);
      await shop.commit([], [anEvent('later')]);
      expect(await publisher.taken()).toEqual([]);
      expect(await ids()).toEqual(['earlier', 'later']);
    });

    itUnless(notProxied(on.url))('are not missed while they move from a document to the outbox', async () => {
      await shop.commit([insert(things, aThing('t1'))], [anEvent('earlier')]);
      await shop.commit([insert(counters, { id: 'c', n: 1 })], [anEvent('later')]);
      const publisher = await publisherBefore('kit_things');
      await shop.commit([remove(things, { value: aThing('t1'), version: 1 })]);
      expect(await publisher.taken()).toEqual(['earlier', 'later']);
    });

    it('keep the order while many write and one publishes', async () => {
      const other = await another();
      const published: string[] = [];
      let writing = true;
      const publishing = (async () => {
        for (let taken = await pending.take(7); writing || taken.length > 0; taken = await pending.take(7)) {
          for (const { event } of taken) if (!published.includes(event.id)) published.push(event.id);
          await pending.published(taken);
        }
      })();
      await Promise.all(
        Array.from({ length: 8 }, async (_, key) => {
          for (let n = 0; n < 20; n += 1) {
            const store = n % 2 === 0 ? shop : other.store.tenant('shop');
            const event = anEvent(`k${key}-${n}`, { key: `k${key}` });
            const document =
              n % 3 === 0 ? [] : n % 3 === 1 ? [insert(things, aThing(event.id))] : [insert(counters, { id: event.id, n })];
            expect(await store.commit(document, [event])).toEqual({ kind: 'committed' });
          }
        }),
      );
      writing = false;
      await publishing;
      expect(await ids()).toEqual([]);
      await other.republish();
      const again = await ids(1000);
      for (let key = 0; key < 8; key += 1)
        expect(again.filter((id) => id.startsWith(`k${key}-`))).toEqual(Array.from({ length: 20 }, (_, n) => `k${key}-${n}`));
      for (let key = 0; key < 8; key += 1)
        expect(published.filter((id) => id.startsWith(`k${key}-`))).toEqual(Array.from({ length: 20 }, (_, n) => `k${key}-${n}`));
    });

    it('are counted by stream, exactly', async () => {
      await shop.commit([insert(things, aThing('t1'))], [anEvent('e1'), anEvent('e2', { stream: 'booking' }), anEvent('e3')]);
      await shop.commit([], [anEvent('e4')]);
      const [first] = await pending.take(10);
      const counted = Promise.all([pending.count(), pending.count()]);
      for (const count of await counted) expect(Object.fromEntries(count)).toEqual({ [anEvent('e1').stream]: 3, booking: 1 });
      await pending.published(first ? [first] : []);
      expect(Object.fromEntries(await pending.count())).toEqual({ [anEvent('e1').stream]: 2, booking: 1 });
      await pending.published(await pending.take(10));
      await shop.commit([replace(things, { value: aThing('t1'), version: 1 }, aThing('t1', { rank: 2 }))], [anEvent('e5')]);
      expect(Object.fromEntries(await pending.count())).toEqual({ [anEvent('e5').stream]: 1 });
    });

    describe('that are on the bus', () => {
      const v1 = { value: aThing('t1'), version: 1 };
      const v2 = { value: aThing('t1', { rank: 2 }), version: 2 };

      async function publishAll(by = pending): Promise<void> {
        for (let taken = await by.take(100); taken.length > 0; taken = await by.take(100)) await by.published(taken);
      }
      async function raw(name: string) {
        const client = new MongoClient(on.url);
        const rows = await client.db(database).collection(name).find({}).toArray();
        await client.close();
        return rows;
      }

      it('are given again when asked to, in their old places, as often as it takes', async () => {
        const republish = () => engines[0]?.republish();
        await shop.commit([insert(things, v1.value)], [anEvent('e1'), anEvent('e2')]);
        await shop.commit([insert(things, aThing('t2')), insert(counters, { id: 'c', n: 1 })], [anEvent('e3')]);
        await publishAll();
        await shop.commit([], [anEvent('e4')]);
        expect(await ids()).toEqual(['e4']);
        await republish();
        expect(await ids()).toEqual(['e1', 'e2', 'e3', 'e4']);
        expect(await ids(1)).toEqual(['e1']);
        await publishAll();
        expect(await ids()).toEqual([]);
        await republish();
        expect(await ids()).toEqual(['e1', 'e2', 'e3', 'e4']);
      });

      it('stay on the bus when their document changes, and come again before what it brought later', async () => {
        const other = await another();
        await shop.commit([insert(things, v1.value)], [anEvent('e1')]);
        await publishAll();
        await shop.commit([replace(things, v1, v2.value)], [anEvent('e2')]);
        expect(await ids()).toEqual(['e2']);
        await other.republish();
        expect(await ids()).toEqual(['e1', 'e2']);
        await publishAll();
        await shop.commit([replace(things, v2, v1.value)]);
        expect(await ids()).toEqual([]);
        await other.republish();
        expect(await ids()).toEqual(['e1', 'e2']);
      });

      it.each([
        ['alone', () => [remove(things, v1)]],
        ['in a batch', () => [remove(things, v1), insert(counters, { id: 'c', n: 1 })]],
      ])('outlive their document, removed %s, and stay on the bus', async (_, batch) => {
        await shop.commit([insert(things, v1.value)], [anEvent('e1')]);
        await publishAll();
        expect(await shop.commit(batch())).toEqual({ kind: 'committed' });
        expect(await ids()).toEqual([]);
        await shop.commit([insert(things, v1.value)], [anEvent('e2')]);
        await engines[0]?.republish();
        expect(await ids()).toEqual(['e1', 'e2']);
      });

      itUnless(notProxied(on.url))('come again when asked to in the middle of the removal of their document', async () => {
        await shop.commit([insert(things, v1.value)], [anEvent('e1')]);
        await publishAll();
        const proxy = await proxyTo(on.url);
        const remover = (await another(proxy.url)).store.tenant('shop');
        const gate = Promise.withResolvers<void>();
        proxy.answer(async (name, command): Promise<Fate> => {
          if (name === 'delete' && 'txnNumber' in command) await gate.promise;
          return 'forward';
        });
        const removing = remover.commit([remove(things, v1), insert(counters, { id: 'c', n: 1 })]);
        await expect.poll(() => proxy.commands.filter((one) => 'delete' in one && 'txnNumber' in one).length).toBe(1);
        const republished = engines[0]?.republish();
        await Promise.race([republished, expect.poll(() => pending.count()).toEqual(new Map([['inbound', 1]]))]).catch(() => {});
        gate.resolve();
        expect(await removing).toEqual({ kind: 'committed' });
        await republished;
        expect(await ids()).toEqual(['e1']);
        await proxy.close();
      });

      it('come again with the rest of their document', async () => {
        await shop.commit([insert(things, v1.value)], [anEvent('e1'), anEvent('e2'), anEvent('e3')]);
        const taken = await pending.take(10);
        await pending.published(taken.filter(({ event }) => event.id !== 'e2'));
        expect(await ids()).toEqual(['e2']);
        await engines[0]?.republish();
        expect(await ids()).toEqual(['e1', 'e2', 'e3']);
        await publishAll();
        expect(await ids()).toEqual([]);
      });

      it('wait again though somebody says late that they were published before', async () => {
        const late = await another();
        await shop.commit([insert(things, v1.value)], [anEvent('e1')]);
        const taken = await late.pending.take(10);
        await publishAll();
        await engines[0]?.republish();
        await late.pending.published(taken);
        expect(await ids()).toEqual(['e1']);
      });

      it('are not taken for those of a later document of the same id', async () => {
        await shop.commit([insert(things, v1.value)], [anEvent('e1')]);
        const taken = await pending.take(10);
        await shop.commit([remove(things, v1)]);
        await shop.commit([insert(things, v1.value)], [anEvent('e2')]);
        await pending.published(taken);
        expect(await ids()).toContain('e2');
      });

      it('are forgotten after some minutes in which others were published, and not before', async () => {
        await shop.commit([insert(things, v1.value)], [anEvent('e1')]);
        await shop.commit([], [anEvent('e2')]);
        await publishAll();
        clock.advance(150_000);
        await shop.commit([], [anEvent('e3')]);
        await publishAll();
        await engines[0]?.republish();
        expect(await ids()).toEqual(['e1', 'e2', 'e3']);
        await publishAll();
        clock.advance(200_000);
        expect((await raw('_outbox')).length).toBe(2);
        await shop.commit([], [anEvent('e4')]);
        await publishAll();
        await expect.poll(async () => (await raw('_outbox')).length).toBe(1);
        await expect.poll(async () => (await raw('kit_things'))[0]).not.toHaveProperty('pending');
        expect((await raw('kit_things'))[0]).not.toHaveProperty('due');
        await engines[0]?.republish();
        expect(await ids()).toEqual(['e4']);
        expect(await shop.get(things, 't1')).toEqual(v1);
      });

      it('do not make a document grow that is written again and again', async () => {
        await shop.commit([insert(counters, { id: 'c', n: 0 })], [anEvent('e0')]);
        const all = ['e0'];
        for (let n = 1; n <= 120; n += 1) {
          await shop.commit(
            [replace(counters, { value: { id: 'c', n: n - 1 }, version: n }, { id: 'c', n })],
            [anEvent(`e${n}`)],
          );
          all.push(`e${n}`);
          await publishAll();
        }
        expect((await raw('kit_counters'))[0]?.['pending']?.length ?? 0).toBeLessThanOrEqual(50);
        await engines[0]?.republish();
        expect(await ids(1000)).toEqual(all);
      });
    });

    it('wake whoever publishes, after each commit that carries some', async () => {
      let woken = 0;
      const end = pending.whenCommitted(() => (woken += 1));
      await shop.commit([insert(things, aThing('t1'))]);
      expect(woken).toBe(0);
      await shop.commit([insert(things, aThing('t2'))], [anEvent('e1')]);
      expect(woken).toBe(1);
      end();
      await shop.commit([], [anEvent('e2')]);
      expect(woken).toBe(1);
    });
  });
}
