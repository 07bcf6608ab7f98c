import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MongoEngine } from '#adapters/mongodb/index.ts';
import { insert, remove, replace, StoreFailure, unchanged, type TenantStore } from '#contracts/store.ts';
import { failureOf } from '#test/contracts/store.ts';
import { anEvent, aThing, counters, kitCollections, things } from '#test/contracts/subject.ts';
import { findMongo, type MongoServer } from '#test/support/mongo-server.ts';
import { failing, notProxied, proxyTo, type Fate, type Proxy } from '#test/support/mongo-proxy.ts';
import { drop, freshDatabase, mongoOn } from './mongodb-engine.ts';

const server = await findMongo();
/** Longer than the half second after which the driver looks for a primary again. */
const PATIENCE_MS = 800;
const COMMITTED = { kind: 'committed' };
const WRITES = new Set(['insert', 'update', 'delete']);

const reason = 'reason' in server ? server.reason : notProxied(server.url);

if ('reason' in server || reason !== undefined)
  describe('failures of mongodb', () => it.skip(`are said in our words [skipped: ${reason}]`, () => {}));
else describeFailures(server);
if (!('reason' in server)) afterAll(() => server.stop());

/** The adapter's own handling: a proxy gives the documented answers. */
function describeFailures(on: MongoServer): void {
  describe(`failures of mongodb (${on.name} behind a proxy)`, () => {
    let database: string;
    let proxy: Proxy;
    let engine: MongoEngine;
    let shop: TenantStore;

    beforeEach(async () => {
      database = freshDatabase();
      proxy = await proxyTo(on.url);
      engine = await open();
      shop = engine.store.tenant('shop');
    });
    afterEach(async () => {
      proxy.answer(() => 'forward');
      await engine[Symbol.asyncDispose]();
      await proxy.close();
      await drop(on, database);
    });

    function open(url = proxy.url): Promise<MongoEngine> {
      const target = { ...on, url };
      return mongoOn(target, { database, collections: kitCollections, patienceMs: PATIENCE_MS, random: () => 0 });
    }

    /** What becomes of the first commands of these names that are about our things, in turn; later ones go through. */
    function first(names: string, ...fates: Fate[]): void {
      proxy.answer((name, command) => {
        if (!names.split(' ').includes(name) || String(command[name]).startsWith('_')) return 'forward';
        return fates.shift() ?? 'forward';
      });
    }
    function always(names: string, fate: Fate): void {
      proxy.answer((name, command) =>
        names.split(' ').includes(name) && !String(command[name]).startsWith('_') ? fate : 'forward',
      );
    }

    describe('opening', () => {
      it('refuses a standalone server in a sentence that says what to do', async () => {
        const standalone = await proxyTo(on.url, 'standalone');
        const failure = await failureOf(open(standalone.url));
        expect(failure).toMatchObject({ code: 'unavailable', happened: 'no' });
        expect(failure.message).toMatch(/standalone.*--replSet.*rs\.initiate/);
        await standalone.close();
      });

      it('takes what presents itself as sharded, as DocumentDB does', async () => {
        const router = await proxyTo(on.url, 'router');
        const opened = await open(router.url);
        expect(await opened.store.tenant('shop').commit([insert(things, aThing('t1'))])).toEqual(COMMITTED);
        await opened[Symbol.asyncDispose]();
        await router.close();
      });

      it.each(['mongodb://root:hunter2@127.0.0.1:1/', 'mongodb://root:hunter2@', 'postgres://root:hunter2@db/'])(
        'says of %s that it does not work, and keeps the password to itself',
        async (url) => {
          const failure = await failureOf(open(url));
          expect(failure).toMatchObject({ code: 'unavailable', happened: 'no' });
          expect(failure.message).not.toMatch(/hunter2/);
        },
      );

      it('makes collections and indexes once, however many instances begin', async () => {
        const fresh = freshDatabase();
        const options = { database: fresh, collections: kitCollections };
        const opened = await Promise.all([1, 2, 3].map(() => mongoOn({ ...on, url: proxy.url }, options)));
        const made = proxy.commands.filter((command) => command['createIndexes'] === 'kit_things' && command['$db'] === fresh);
        expect(made).toHaveLength(1);
        for (const one of opened) await one[Symbol.asyncDispose]();
        await drop(on, fresh);
      });
    });

    describe('what is sent', () => {
      it('is one plain write for one document with its events, confirmed by a majority and in the journal', async () => {
        const before = proxy.commands.length;
        await shop.commit([insert(things, aThing('t1'))], [anEvent('e1'), anEvent('e2')]);
        await shop.commit([replace(things, { value: aThing('t1'), version: 1 }, aThing('t1', { rank: 2 }))], [anEvent('e3')]);
        const sent = proxy.commands.slice(before);
        const writes = sent.filter((command) => WRITES.has(Object.keys(command)[0] ?? ''));
        expect(writes.map((command) => Object.keys(command)[0])).toEqual(['insert', 'update']);
        for (const write of writes) expect(write['writeConcern']).toMatchObject({ w: 'majority', j: true });
        expect(writes[1]?.['updates'][0].q).toMatchObject({ tenantId: 'shop', v: 1 });
        expect(sent.some((command) => 'txnNumber' in command)).toBe(false);
      });

      it('is one bulk for inserts that come together', async () => {
        const before = proxy.seen.length;
        await Promise.all(
          Array.from({ length: 200 }, (_, n) => shop.commit([insert(things, aThing(`t${n}`))], [anEvent(`e${n}`)])),
        );
        expect(proxy.seen.slice(before).filter((name) => name === 'insert').length).toBeLessThan(4);
        expect(proxy.seen.slice(before).filter((name) => name === 'findAndModify').length).toBeLessThan(4);
      });

      it('is one transaction for several documents, with a version in each filter and a majority at its end', async () => {
        const was = { value: aThing('t1'), version: 1 };
        await shop.commit([insert(things, was.value)]);
        const before = proxy.commands.length;
        const batch = [unchanged(things, was), insert(counters, { id: 'c', n: 1 }), insert(things, aThing('t2'))];
        expect(await shop.commit(batch, [anEvent('e1')])).toEqual(COMMITTED);
        const sent = proxy.commands.slice(before).filter((command) => 'txnNumber' in command);
        expect(sent.map((command) => Object.keys(command)[0])).toEqual([
          'update',
          'insert',
          'insert',
          'insert',
          'commitTransaction',
        ]);
        expect(sent[0]?.['updates'][0]).toMatchObject({ q: { v: 1 }, u: { $inc: { relied: 1 } } });
        expect(sent.at(-1)?.['writeConcern']).toMatchObject({ w: 'majority', j: true });
      });
    });

    it('a driver that no longer asks its servers is opened again', async () => {
      const sockets: Socket[] = [];
      const collect = (message: unknown) => {
        if (typeof message === 'object' && message && 'socket' in message && message.socket instanceof Socket)
          sockets.push(message.socket);
      };
      subscribe('net.client.socket', collect);
      const stuck = await open();
      const mine = stuck.store.tenant('shop');
      await mine.commit([insert(things, aThing('t1'))]);
      const asked = performance.now();
      // From half a second after its last question on, a broken connection makes the driver ask at once.
      await vi.waitFor(() => expect(performance.now() - asked).toBeGreaterThan(600), 2_000);
      const before = proxy.seen.length;
      first('find', 'silence');
      const read = mine.get(things, 't1').catch(() => {});
      await vi.waitFor(() => expect(proxy.seen.slice(before)).toContain('find'));
      unsubscribe('net.client.socket', collect);
      const port = Number(new URL(proxy.url).port);
      for (const socket of sockets) if (socket.remotePort === port) socket.destroy();
      await read;
      await vi.waitFor(async () => expect(await mine.get(things, 't1')).toBeDefined(), 10_000);
      await stuck[Symbol.asyncDispose]();
    });

    describe('a plain write', () => {
      it.each<[string, Fate]>([
        ['was cut off before it arrived', 'cut before'],
        ['was applied and its answer lost', 'cut after'],
        ['met a server that was no primary', { reply: failing(10107, 'NotWritablePrimary') }],
        ['was interrupted by a step-down', { reply: failing(189, 'PrimarySteppedDown') }],
        [
          'was applied, then interrupted by a step-down',
          { reply: failing(11602, 'InterruptedDueToReplStateChange'), apply: true },
        ],
        ['met another writer, said without a label', { reply: failing(112, 'WriteConflict') }],
        ['was applied, and the gateway of DocumentDB lost PostgreSQL', { reply: failing(1, 'InternalError'), apply: true }],
        ['met a PostgreSQL that is starting', { reply: failing(50463173, 'UnknownCode') }],
      ])('that %s is repeated, and happens once', async (_, fate) => {
        first('insert', fate);
        expect(await shop.commit([insert(things, aThing('t1'))], [anEvent('e1')])).toEqual(COMMITTED);
        first('update', fate);
        const was = { value: aThing('t1'), version: 1 };
        expect(await shop.commit([replace(things, was, aThing('t1', { rank: 2 }))], [anEvent('e2')])).toEqual(COMMITTED);
        expect(await shop.get(things, 't1')).toEqual({ value: aThing('t1', { rank: 2 }), version: 2 });
        expect((await engine.pending.take(10)).map(({ event }) => event.id)).toEqual(['e1', 'e2']);
      });

      it('that a majority did not confirm in time is settled by what a majority has', async () => {
        const slow = {
          ok: 1,
          n: 1,
          writeConcernError: { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'waiting timed out' },
        };
        first('insert', { reply: slow, apply: true });
        expect(await shop.commit([insert(things, aThing('t1'))])).toEqual(COMMITTED);
        always('insert', { reply: slow });
        expect(await failureOf(shop.commit([insert(things, aThing('t2'))]))).toMatchObject({
          code: 'unavailable',
          happened: 'unknown',
        });
      });

      it('that never arrived says so', async () => {
        always('insert update delete', { reply: failing(10107, 'NotWritablePrimary') });
        const failure = await failureOf(shop.commit([insert(things, aThing('t1'))]));
        expect(failure).toMatchObject({ code: 'unavailable', happened: 'no' });
        expect(failure.message).not.toMatch(/customer/);
      });

      it.each<[string, Fate]>([
        ['nobody answers', 'silence'],
        ['its connection is cut each time', 'cut before'],
        ['a step-down interrupts it each time', { reply: failing(189, 'PrimarySteppedDown') }],
      ])('says that nobody knows, when %s', async (_, fate) => {
        always('insert', fate);
        expect(await failureOf(shop.commit([insert(things, aThing('t1'))]))).toMatchObject({
          code: 'unavailable',
          happened: 'unknown',
        });
      });

      it('says that nobody knows, when its answer was lost and somebody else has written since', async () => {
        await shop.commit([insert(things, aThing('t1'))]);
        const was = { value: aThing('t1'), version: 1 };
        const other = await open();
        let cut = 0;
        proxy.answer(async (name, command) => {
          if (name !== 'update' || command[name] !== 'kit_things') return 'forward';
          cut += 1;
          if (cut === 1) return 'cut after';
          if (cut > 2) return 'forward';
          const mine = { value: aThing('t1', { rank: 2 }), version: 2 };
          expect(await other.store.tenant('shop').commit([replace(things, mine, aThing('t1', { rank: 3 }))])).toEqual(COMMITTED);
          return 'forward';
        });
        const failure = await failureOf(shop.commit([replace(things, was, aThing('t1', { rank: 2 }))]));
        expect(failure).toMatchObject({ happened: 'unknown' });
        await other[Symbol.asyncDispose]();
      });

      it('that removes, and whose answer was lost, leaves a doubt', async () => {
        await shop.commit([insert(things, aThing('t1'))]);
        first('delete', 'cut after');
        const was = { value: aThing('t1'), version: 1 };
        expect(await failureOf(shop.commit([remove(things, was)]))).toMatchObject({ happened: 'unknown' });
      });

      it.each([
        ["Duplicate key violation on the requested collection: Index 'u_place'", 'place'],
        ['E11000 duplicate key error collection: x.kit_things index: u_place dup key: { a: " index: _id_ dup key" }', 'place'],
        ['E11000 duplicate key error collection: x.kit_things index: _id_ dup key: { _id: " index: u_place" }', 'id'],
      ])('that is a duplicate without a pattern names the key: %s', async (errmsg, key) => {
        first('insert', { reply: { ok: 1, n: 0, writeErrors: [{ index: 0, code: 11000, errmsg }] } });
        const outcome = await shop.commit([insert(things, aThing('t1'))]);
        expect(outcome).toEqual({ kind: 'taken', collection: 'kit_things', key, id: 't1' });
      });

      it('that no longer fits beside its waiting events puts them elsewhere', async () => {
        await shop.commit([insert(things, aThing('t1'))]);
        const full = { index: 0, code: 17419, errmsg: 'Resulting document after update is larger than 16777216' };
        first('update', { reply: { ok: 1, n: 0, writeErrors: [full] } });
        const was = { value: aThing('t1'), version: 1 };
        expect(await shop.commit([replace(things, was, aThing('t1', { rank: 2 }))], [anEvent('e1')])).toEqual(COMMITTED);
        expect((await engine.pending.take(10)).map(({ event }) => event.id)).toEqual(['e1']);
      });

      it.each([
        [13, 'Unauthorized', 'unavailable', /readWrite/],
        [14031, 'OutOfDiskSpace', 'full', /disk/],
        [8000, 'AtlasError', 'unavailable', /8000/],
      ])('that is refused with %i %s is not repeated', async (code, codeName, ours, words) => {
        always('insert', { reply: failing(code, codeName) });
        const before = proxy.seen.length;
        const failure = await failureOf(shop.commit([insert(things, aThing('t1'))]));
        expect(failure).toMatchObject({ code: ours, happened: 'no' });
        expect(failure.message).toMatch(words);
        expect(failure.message).not.toMatch(/customer/);
        expect(proxy.seen.slice(before).filter((name) => name === 'insert')).toHaveLength(1);
      });
    });

    describe('a transaction', () => {
      const batch = () => [insert(counters, { id: 'c', n: 1 }), insert(things, aThing('t1'))];
      const labelled = (code: number, name: string, label: string) => ({ reply: failing(code, name, { errorLabels: [label] }) });

      it.each<[string, string, Fate]>([
        ['a conflict with a label', 'insert', labelled(112, 'WriteConflict', 'TransientTransactionError')],
        ['a conflict without a label', 'insert', { reply: failing(112, 'WriteConflict') }],
        [
          'a conflict that stands in the answer of a statement',
          'insert',
          { reply: { ok: 1, n: 0, writeErrors: [{ index: 0, code: 112 }] } },
        ],
        ['a connection that is cut before its end', 'insert', 'cut before'],
        ['a step-down before its end', 'insert', { reply: failing(189, 'PrimarySteppedDown') }],
        ['a conflict at its end, without a label', 'commitTransaction', { reply: failing(112, 'WriteConflict') }],
        [
          'an end that a label calls undone',
          'commitTransaction',
          labelled(251, 'NoSuchTransaction', 'TransientTransactionError'),
        ],
      ])('begins again after %s', async (_, name, fate) => {
        const before = proxy.commands.length;
        first(name, fate);
        expect(await shop.commit(batch(), [anEvent('e1')])).toEqual(COMMITTED);
        const begun = proxy.commands.slice(before).filter((command) => command['startTransaction'] === true);
        expect(begun).toHaveLength(2);
        expect(await shop.get(things, 't1')).toBeDefined();
      });

      it.each<[string, Fate]>([
        ['its answer is lost', 'cut after'],
        [
          'a majority is slow',
          { reply: { ok: 1, writeConcernError: { code: 64, codeName: 'WriteConcernTimeout', errmsg: '' } } },
        ],
        ['the primary steps down', { reply: failing(11602, 'InterruptedDueToReplStateChange') }],
      ])('sends its end again, and only that, when %s', async (_, fate) => {
        const before = proxy.commands.length;
        const fates = [fate];
        proxy.answer((name) => (name === 'commitTransaction' ? (fates.shift() ?? 'forward') : 'forward'));
        expect(await shop.commit(batch())).toEqual(COMMITTED);
        const sent = proxy.commands.slice(before).filter((command) => 'txnNumber' in command);
        expect(sent.map((command) => Object.keys(command)[0])).toEqual([
          'insert',
          'insert',
          'commitTransaction',
          'commitTransaction',
        ]);
        expect(new Set(sent.map((command) => String(command['txnNumber']))).size).toBe(1);
      });

      it('whose end nobody confirms is known to have happened by its mark', async () => {
        always('commitTransaction', { reply: failing(11602, 'InterruptedDueToReplStateChange'), apply: true });
        expect(await shop.commit(batch())).toEqual(COMMITTED);
      });

      it.each<[string, Fate]>([
        ['nobody confirms', { reply: failing(11602, 'InterruptedDueToReplStateChange') }],
        ['the server has forgotten', { reply: failing(251, 'NoSuchTransaction') }],
      ])('whose end %s, without a mark, leaves a doubt', async (_, fate) => {
        proxy.answer((name, body) => {
          if (name === 'commitTransaction') return fate;
          return 'txnNumber' in body ? { reply: { ok: 1, n: 1 } } : 'forward';
        });
        expect(await failureOf(shop.commit(batch()))).toMatchObject({ code: 'unavailable', happened: 'unknown' });
      });

      it('that keeps meeting others gives up, and has not happened', async () => {
        proxy.answer((_, body) => ('startTransaction' in body ? { reply: failing(112, 'WriteConflict') } : 'forward'));
        expect(await failureOf(shop.commit(batch()))).toMatchObject({ code: 'unavailable', happened: 'no' });
      });

      it('is ended before the answer, when a line is stale', async () => {
        const gone = { value: aThing('gone'), version: 3 };
        const outcome = await shop.commit([replace(things, gone, gone.value), insert(counters, { id: 'c', n: 1 })]);
        expect(outcome).toEqual({ kind: 'stale', collection: 'kit_things', id: 'gone' });
        expect(proxy.seen).toContain('abortTransaction');
        expect(proxy.seen).not.toContain('commitTransaction');
        expect(await shop.get(counters, 'c')).toBeUndefined();
      });
    });

    describe('reading', () => {
      it.each<[string, Fate]>([
        ['takes too long', { reply: failing(50, 'MaxTimeMSExpired') }],
        ['is never answered', 'silence'],
        ['loses its connection each time', 'cut before'],
      ])('that %s fails in our words', async (_, fate) => {
        await shop.commit([insert(things, aThing('t1'))]);
        always('find', fate);
        const failure = await failureOf(shop.get(things, 't1'));
        expect(failure).toBeInstanceOf(StoreFailure);
        expect(failure).toMatchObject({ code: 'unavailable', happened: 'no' });
        expect(failure.message).not.toMatch(/customer/);
      });

      it('asks for what cannot be rolled back, and sets a limit of time', async () => {
        await shop.get(things, 't1');
        await shop.find(things, { by: 'byShelf', equals: ['a'], limit: 5 });
        for (const find of proxy.commands.filter((command) => command['find'] === 'kit_things'))
          expect(find).toMatchObject({ readConcern: { level: 'majority' }, maxTimeMS: PATIENCE_MS });
      });

      it('names the tenant in every filter', async () => {
        const before = proxy.commands.length;
        await shop.get(things, 't1');
        await shop.find(things, { by: 'byShelf', equals: [], limit: 5 });
        await shop.commit([unchanged(things, { value: aThing('t1'), version: 1 })]);
        const filters = proxy.commands.slice(before).map((command) => JSON.stringify(command['filter']));
        expect(filters).toHaveLength(3);
        for (const filter of filters) expect(filter).toContain('"tenantId":"shop"');
      });
    });
  });
}
