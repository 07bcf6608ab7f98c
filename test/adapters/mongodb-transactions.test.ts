import { MongoClient, type ClientSession, type Collection } from 'mongodb';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '#adapters/mongodb/failure.ts';
import type { MongoEngine } from '#adapters/mongodb/index.ts';
import { insert, replace, type TenantStore } from '#contracts/store.ts';
import { aThing, counters, itUnless, kitCollections, things } from '#test/contracts/subject.ts';
import { findMongo, type MongoServer } from '#test/support/mongo-server.ts';
import { notProxied, proxyTo } from '#test/support/mongo-proxy.ts';
import { drop, freshDatabase, mongoOn } from './mongodb-engine.ts';

const server = await findMongo();

if ('reason' in server) describe('transactions', () => it.skip(`are all or nothing [skipped: ${server.reason}]`, () => {}));
else {
  afterAll(() => server.stop());
  describeServer(server);
  describeAdapter(server);
}

interface Doc {
  readonly _id: string;
  readonly key?: string;
  readonly n?: number;
}

/** What the adapter leans on, asked of the server itself: on CI these transactions are our own. */
function describeServer(on: MongoServer): void {
  describe(`transactions of ${on.name}`, () => {
    const database = freshDatabase();
    const client = new MongoClient(on.url, { retryWrites: false });
    const open: ClientSession[] = [];
    let docs: Collection<Doc>;
    let more: Collection<Doc>;
    const outside = async () => (await docs.find({}, { sort: { _id: 1 } }).toArray()).map(({ _id, n }) => [_id, n]);

    function begun(): ClientSession {
      const session = client.startSession();
      session.startTransaction();
      open.push(session);
      return session;
    }
    beforeEach(async () => {
      docs = client.db(database).collection<Doc>('docs');
      more = client.db(database).collection<Doc>('more');
      await docs.createIndex({ key: 1 }, { unique: true });
      await more.createIndex({ key: 1 });
      await docs.insertMany([
        { _id: 'a', key: 'a', n: 1 },
        { _id: 'b', key: 'b', n: 1 },
      ]);
    });
    afterEach(async () => {
      for (const session of open.splice(0)) await session.endSession();
      await client.db(database).dropDatabase();
    });
    afterAll(() => client.close());

    async function changed(session: ClientSession): Promise<void> {
      await docs.updateOne({ _id: 'a' }, { $set: { n: 2 } }, { session });
      await docs.deleteOne({ _id: 'b' }, { session });
      await docs.insertOne({ _id: 'c', key: 'b', n: 3 }, { session });
      await more.insertOne({ _id: 'm', n: 3 }, { session });
    }
    const before = [
      ['a', 1],
      ['b', 1],
    ];
    const after = [
      ['a', 2],
      ['c', 3],
    ];

    it('show nothing to others before their end, and everything to themselves', async () => {
      const session = begun();
      await changed(session);
      expect(await outside()).toEqual(before);
      expect((await docs.find({ key: 'b' }, { session }).toArray()).map(({ _id }) => _id)).toEqual(['c']);
      expect(await more.countDocuments({})).toBe(0);
      await session.commitTransaction();
      expect(await outside()).toEqual(after);
      expect(await more.findOne({ _id: 'm' })).toMatchObject({ n: 3 });
    });

    it('leave nothing behind when they are aborted', async () => {
      const session = begun();
      await changed(session);
      await session.abortTransaction();
      expect(await outside()).toEqual(before);
      expect(await more.countDocuments({})).toBe(0);
      await docs.insertOne({ _id: 'c', key: 'c', n: 1 });
      await docs.updateOne({ key: 'b' }, { $set: { n: 5 } });
      expect(await outside()).toEqual([...before.slice(0, 1), ['b', 5], ['c', 1]]);
    });

    // The label of a passing failure is not asked for: DocumentDB gives none, and the adapter knows a conflict by its code, too.
    it('refuse the second writer of a document', async () => {
      const [first, second] = [begun(), begun()];
      await docs.updateOne({ _id: 'a' }, { $set: { n: 2 } }, { session: first });
      await expect(docs.updateOne({ _id: 'a' }, { $set: { n: 3 } }, { session: second })).rejects.toMatchObject({ code: 112 });
      await first.commitTransaction();
      expect(await outside()).toEqual([
        ['a', 2],
        ['b', 1],
      ]);
    });

    it('never let two have one unique key', async () => {
      const [first, second] = [begun(), begun()];
      await docs.insertOne({ _id: 'x', key: 'x' }, { session: first });
      const met = await docs.insertOne({ _id: 'y', key: 'x' }, { session: second }).then(
        () => Promise.all([first, second].map((session) => session.commitTransaction().then(() => 1, refused))),
        async (error: unknown) => [await first.commitTransaction().then(() => 1), refused(error)],
      );
      expect(met.toSorted()).toEqual([0, 1]);
      expect(await docs.countDocuments({ key: 'x' })).toBe(1);
    });

    function refused(error: unknown): 0 {
      expect(error).toMatchObject({ code: 112 });
      return 0;
    }

    it('leave nothing behind when a statement failed and they are aborted, whether or not it ended them', async () => {
      const session = begun();
      await more.insertOne({ _id: 'm' }, { session });
      await expect(docs.insertOne({ _id: 'z', key: 'a' }, { session })).rejects.toMatchObject({ code: 11000 });
      const next = await more.insertOne({ _id: 'n' }, { session }).then(() => 'goes on', codeOf);
      expect(['goes on', 251]).toContain(next);
      await session.abortTransaction();
      expect(await outside()).toEqual(before);
      expect(await more.countDocuments({})).toBe(0);
    });

    it('may be committed again, and count once', async () => {
      const session = begun();
      await docs.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session });
      await session.commitTransaction();
      await session.commitTransaction();
      expect(await outside()).toEqual([
        ['a', 2],
        ['b', 1],
      ]);
    });
  });
}

/** Documents and what changed them, written together: they agree whatever happens to connections and to other writers. */
function describeAdapter(on: MongoServer): void {
  describe(`batches of many writers on ${on.name}`, () => {
    const engines: MongoEngine[] = [];
    afterEach(async () => {
      for (const engine of engines.splice(0)) await engine[Symbol.asyncDispose]();
    });

    itUnless(notProxied(on.url))('stay whole while connections are cut in the middle', async () => {
      const database = freshDatabase();
      const proxy = await proxyTo(on.url);
      const cut = await mongoOn({ ...on, url: proxy.url }, { database, collections: kitCollections });
      const whole = await mongoOn(on, { database, collections: kitCollections });
      engines.push(cut, whole);
      const shop = whole.store.tenant('shop');
      const accounts = ['a', 'b', 'c'];
      for (const id of accounts) await shop.commit([insert(things, aThing(id, { rank: 0 }))]);

      let statements = 0;
      let hurt = 0;
      proxy.answer((_, command) => {
        if (!('txnNumber' in command)) return 'forward';
        statements += 1;
        if (statements % 29 !== 0) return 'forward';
        hurt += 1;
        return hurt % 2 === 0 ? 'cut before' : 'cut after';
      });
      const outcomes = new Map<string, number>();
      await Promise.all(
        Array.from({ length: 6 }, async (_, writer) => {
          const store = (writer % 2 === 0 ? cut : whole).store.tenant('shop');
          for (let n = 0; n < 12; n += 1) {
            const outcome = await transfer(store, `${writer}-${n}`, accounts[n % 3] ?? '', accounts[(n + 1) % 3] ?? '');
            outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          }
        }),
      );

      const ledger = (await shop.find(counters, { by: 'byN', equals: [], limit: 200 })).items.map(({ value }) => value.id);
      const balances = new Map(accounts.map((id) => [id, 0]));
      for (const id of ledger) {
        const [, from = '', to = ''] = id.split(' ');
        balances.set(from, (balances.get(from) ?? 0) - 1);
        balances.set(to, (balances.get(to) ?? 0) + 1);
      }
      for (const id of accounts) expect((await shop.get(things, id))?.value.rank).toBe(balances.get(id));
      const committed = outcomes.get('committed') ?? 0;
      expect(ledger.length).toBeGreaterThanOrEqual(committed);
      expect(ledger.length).toBeLessThanOrEqual(committed + (outcomes.get('unknown') ?? 0));
      expect(hurt).toBeGreaterThan(2);
      expect(committed).toBeGreaterThan(36);
      await proxy.close();
      await drop(on, database);
    });
  });

  async function transfer(store: TenantStore, id: string, from: string, to: string): Promise<string> {
    for (;;) {
      const [a, b] = [await store.get(things, from), await store.get(things, to)];
      if (!a || !b) throw new Error('an account is missing');
      const batch = [
        replace(things, a, { ...a.value, rank: a.value.rank - 1 }),
        replace(things, b, { ...b.value, rank: b.value.rank + 1 }),
        insert(counters, { id: `${id} ${from} ${to}`, n: 1 }),
      ];
      const outcome = await store.commit(batch).then(
        ({ kind }) => kind,
        (error: { happened: string }) => error.happened,
      );
      if (outcome === 'committed' || outcome === 'unknown') return outcome;
      if (outcome === 'taken') throw new Error('a refused batch has left something behind');
    }
  }
}
