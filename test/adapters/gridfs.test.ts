import { MongoClient, type Db } from 'mongodb';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGridfs } from '#adapters/gridfs/index.ts';
import type { MongoEngine } from '#adapters/mongodb/index.ts';
import { FileTooLarge, type Files, type TenantFiles } from '#contracts/files.ts';
import { StoreFailure } from '#contracts/store.ts';
import { describeFiles } from '#test/contracts/files.ts';
import { testClock } from '#test/support/clock.ts';
import { failing, notProxied, proxyTo, type Proxy } from '#test/support/mongo-proxy.ts';
import { findMongo, type MongoServer } from '#test/support/mongo-server.ts';
import { quietLog } from '#test/support/quiet.ts';
import { drop, freshDatabase, mongoOn } from './mongodb-engine.ts';

const server = await findMongo();
const reason = 'reason' in server ? server.reason : notProxied(server.url);
const HOUR = 60 * 60 * 1000;
const ABOUT = { type: 'text/plain', limit: 10_000_000 };

if ('reason' in server) describe('gridfs', () => it.skip(`keeps files [skipped: ${server.reason}]`, () => {}));
else {
  afterAll(() => server.stop());
  describeFiles({
    name: `gridfs (${server.name})`,
    async open() {
      const database = freshDatabase();
      const engine = await mongoOn(server, { database });
      return {
        files: await filesOf(engine, testClock()),
        async close() {
          await engine[Symbol.asyncDispose]();
          await drop(server, database);
        },
      };
    },
  });
  if (reason === undefined) describeGridfs(server);
  else describe('gridfs behind a proxy', () => it.skip(`keeps files [skipped: ${reason}]`, () => {}));
}

function filesOf({ database, leases }: MongoEngine, clock: ReturnType<typeof testClock>): Promise<Files> {
  return openGridfs({ database, leases, clock, newId: () => crypto.randomUUID(), log: quietLog });
}

function describeGridfs(on: MongoServer): void {
  describe(`gridfs (${on.name} behind a proxy)`, () => {
    let database: string;
    let proxy: Proxy;
    let client: MongoClient;
    let db: Db;
    let clock: ReturnType<typeof testClock>;
    let engines: MongoEngine[];
    let shop: TenantFiles;

    beforeEach(async () => {
      database = freshDatabase();
      proxy = await proxyTo(on.url);
      client = new MongoClient(on.url);
      db = client.db(database);
      clock = testClock();
      engines = [];
      shop = (await instance()).tenant('shop');
    });
    afterEach(async () => {
      proxy.answer(() => 'forward');
      for (const engine of engines) await engine[Symbol.asyncDispose]();
      await client.close();
      await proxy.close();
      await drop(on, database);
    });

    async function instance(): Promise<Files> {
      const engine = await mongoOn({ ...on, url: proxy.url }, { database, patienceMs: 800 });
      engines.push(engine);
      return filesOf(engine, clock);
    }

    /** How many documents each of the three collections has. */
    async function kept() {
      const count = (name: string) => db.collection(name).countDocuments({});
      return { entries: await count('_files'), files: await count('_files.files'), chunks: await count('_files.chunks') };
    }
    const NOTHING = { entries: 0, files: 0, chunks: 0 };

    it('writes to a majority and its journal, and asks for nothing without the tenant', async () => {
      const before = proxy.commands.length;
      await shop.put('f', bytes('one'), ABOUT);
      await shop.put('f', bytes('two'), ABOUT);
      expect(await text(shop, 'f')).toBe('two');
      for await (const _ of shop.list());
      await shop.remove('f');
      const sent = proxy.commands.slice(before).filter((command) => String(Object.values(command)[0]).startsWith('_files'));
      const writes = sent.filter((command) => ['insert', 'update', 'delete'].includes(Object.keys(command)[0] ?? ''));
      expect(new Set(writes.map((command) => Object.keys(command)[0]))).toEqual(new Set(['insert', 'update', 'delete']));
      for (const write of writes) expect(write['writeConcern']).toMatchObject({ w: 'majority', j: true });
      for (const read of sent.filter((command) => 'find' in command)) expect(read['readConcern']).toEqual({ level: 'majority' });
      // The driver asks once whether there is any file at all, before its first upload.
      const asked = sent.filter((command) => JSON.stringify(command['filter']) !== '{}' && !('listIndexes' in command));
      expect(sent.length - asked.length).toBeLessThan(4);
      for (const command of asked) expect(JSON.stringify(command)).toMatch(/"shop(\/|")/);
    });

    it('makes its indexes once, however many instances begin', async () => {
      await Promise.all([instance(), instance(), instance()]);
      expect(
        proxy.commands.filter((command) => 'createIndexes' in command && String(command['createIndexes']).startsWith('_files')),
      ).toHaveLength(3);
      expect(await db.collection('_files.chunks').indexes()).toContainEqual(
        expect.objectContaining({ key: { files_id: 1, n: 1 }, unique: true }),
      );
    });

    it('leaves nothing in the database of what is too large, breaks, or is removed', async () => {
      const large = () => new Blob([new Uint8Array(900_000)]).stream();
      await expect(shop.put('f', large(), { ...ABOUT, limit: 800_000 })).rejects.toThrow(FileTooLarge);
      expect(await kept()).toEqual(NOTHING);
      await expect(shop.put('f', breaking(700_000), ABOUT)).rejects.toThrow('connection lost');
      expect(await kept()).toEqual(NOTHING);
      await shop.put('f', large(), ABOUT);
      expect(await kept()).toEqual({ entries: 1, files: 1, chunks: 4 });
      await shop.remove('f');
      expect(await kept()).toEqual(NOTHING);
    });

    it('deletes a replaced file when the hour is over in which somebody may still read it', async () => {
      await shop.put('f', bytes('old'), ABOUT);
      const reader = await shop.open('f');
      await shop.put('f', bytes('new'), ABOUT);
      clock.advance(HOUR - 1);
      await instance();
      expect(await new Response(reader?.bytes).text()).toBe('old');
      expect(await kept()).toEqual({ entries: 1, files: 2, chunks: 2 });
      clock.advance(1);
      // Whoever puts a file next looks, of whatever tenant.
      await (await instance()).tenant('other').put('g', bytes('x'), ABOUT);
      expect(await kept()).toEqual({ entries: 2, files: 2, chunks: 2 });
      expect(await text(shop, 'f')).toBe('new');
    });

    it('looks for leftovers at a put, once an hour, and not only at the start', async () => {
      await shop.put('f', bytes('old'), ABOUT);
      await shop.put('f', bytes('new'), ABOUT);
      clock.advance(HOUR);
      await shop.put('g', bytes('x'), ABOUT);
      expect(await kept()).toEqual({ entries: 2, files: 2, chunks: 2 });
    });

    it('shows nothing of a put that a crash cut short at any of its writes, and an hour later nothing is left', async () => {
      const cuts = new Set<string>();
      for (let at = 1; at < 20; at += 1) {
        const own = (await instance()).tenant('shop');
        let writes = 0;
        proxy.answer((name) => (['insert', 'update', 'delete'].includes(name) && (writes += 1) >= at ? 'cut before' : 'forward'));
        const outcome = await own.put('f', new Blob([new Uint8Array(600_000)]).stream(), ABOUT).catch((error: Error) => error);
        proxy.answer(() => 'forward');
        if (!(outcome instanceof Error)) break;
        expect(outcome).toBeInstanceOf(StoreFailure);
        expect(await shop.open('f')).toBeUndefined();
        cuts.add(JSON.stringify(await kept()));
        clock.advance(HOUR);
        await instance();
        expect(await kept()).toEqual(NOTHING);
      }
      // Before anything, after the note, after one, two, and all chunks, after the file of GridFS.
      expect(cuts.size).toBe(6);
    });

    it('is the old file or the new one when the answer to any of its writes is lost', async () => {
      for (let at = 1; ; at += 1) {
        await shop.put('f', bytes('old'), ABOUT);
        let writes = 0;
        proxy.answer((name) => (['insert', 'update'].includes(name) && (writes += 1) === at ? 'cut after' : 'forward'));
        const outcome = await shop.put('f', bytes('new'), ABOUT).catch((error: Error) => error);
        proxy.answer(() => 'forward');
        if (!(outcome instanceof Error)) break;
        expect(outcome).toMatchObject({ name: 'StoreFailure', code: 'unavailable', happened: 'unknown' });
        expect(['old', 'new']).toContain(await text(shop, 'f'));
      }
      expect(await text(shop, 'f')).toBe('new');
      clock.advance(HOUR);
      await instance();
      expect(await kept()).toEqual({ entries: 1, files: 1, chunks: 1 });
    });

    it.each(['has deleted', 'is about to delete'])('does not name bytes that another instance %s as left over', async (so) => {
      let continued = () => {};
      const pause = new Promise<void>((resolve) => (continued = resolve));
      const slow = new ReadableStream<Uint8Array>({
        async start(controller) {
          controller.enqueue(new Uint8Array(300_000));
          await pause;
          controller.close();
        },
      });
      const putting = shop.put('f', slow, ABOUT).catch((error: Error) => error);
      await expect.poll(async () => (await kept()).chunks).toBe(1);
      clock.advance(HOUR);
      if (so === 'is about to delete') proxy.answer((name) => (name === 'delete' ? 'cut before' : 'forward'));
      await instance();
      proxy.answer(() => 'forward');
      continued();
      expect(await putting).toMatchObject({ name: 'StoreFailure', code: 'unavailable', happened: 'no' });
      expect(await shop.open('f')).toBeUndefined();
      clock.advance(HOUR);
      await instance();
      expect(await kept()).toEqual(NOTHING);
    });

    it('says in our words what the server refuses', async () => {
      proxy.answer((name) => (name === 'insert' ? { reply: failing(14_031, 'OutOfDiskSpace') } : 'forward'));
      await expect(shop.put('f', bytes('x'), ABOUT)).rejects.toMatchObject({ name: 'StoreFailure', code: 'full' });
      proxy.answer((name, command) =>
        name === 'insert' && command['insert'] === '_files.chunks'
          ? { reply: { ok: 1, n: 1, writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' } } }
          : 'forward',
      );
      await expect(shop.put('f', bytes('x'), ABOUT)).rejects.toMatchObject({ name: 'StoreFailure', code: 'unavailable' });
      proxy.answer((name) => (name === 'find' ? { reply: failing(13, 'Unauthorized') } : 'forward'));
      await expect(shop.open('f')).rejects.toMatchObject({ name: 'StoreFailure', code: 'unavailable' });
    });

    it('lets go of the stream when the database fails before the first byte', async () => {
      let cancelled = false;
      const stream = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
      proxy.answer((name) => (name === 'insert' ? 'cut before' : 'forward'));
      await expect(shop.put('f', stream, ABOUT)).rejects.toMatchObject({ name: 'StoreFailure' });
      expect(cancelled).toBe(true);
    });

    it('keeps files while the search for leftovers fails', async () => {
      clock.advance(HOUR);
      proxy.answer((name, command) =>
        name === 'find' && JSON.stringify(command['filter']).includes('due')
          ? { reply: failing(50, 'MaxTimeMSExpired') }
          : 'forward',
      );
      await shop.put('f', bytes('x'), ABOUT);
      expect(await text(shop, 'f')).toBe('x');
    });

    it('gives an error, never a shorter file, when bytes are gone', async () => {
      await shop.put('f', new Blob([new Uint8Array(600_000)]).stream(), ABOUT);
      const removed = await shop.open('f');
      await db.collection('_files.chunks').deleteOne({ n: 2 });
      await expect(text(shop, 'f')).rejects.toMatchObject({ name: 'StoreFailure' });
      await shop.remove('f');
      await expect(new Response(removed?.bytes).text()).rejects.toMatchObject({ name: 'StoreFailure' });
    });
  });
}

function bytes(said: string): ReadableStream<Uint8Array> {
  return new Blob([said]).stream();
}

function breaking(after: number): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new Error('connection lost'));
      else controller.enqueue(new Uint8Array(after));
      sent = true;
    },
  });
}

async function text(files: TenantFiles, id: string): Promise<string> {
  return new Response((await files.open(id))?.bytes).text();
}
