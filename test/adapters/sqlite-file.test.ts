import { execFile } from 'node:child_process';
import { chmod, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConsumerGroup } from '#contracts/bus.ts';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { collections } from '#app/subjects.ts';
import { insert, type Write } from '#contracts/store.ts';
import { failureOf } from '#test/contracts/store.ts';
import { anEvent, aThing, counters, INBOX, oneAtATime, kitCollections, things } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import { quietLog } from '#test/support/quiet.ts';
import { engineOn } from './sqlite-engine.ts';

const UNTIL = { timeout: 20_000, interval: 10 };
const clock = testClock();

describe('the data file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
    file = join(folder, 'data.db');
  });
  afterEach(async () => {
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true, force: true });
  });

  const openIt = (declared: readonly Write['collection'][] = kitCollections) => engineOn(file, declared, clock);
  async function withFile(use: (db: DatabaseSync) => void): Promise<void> {
    const db = new DatabaseSync(file);
    use(db);
    db.close();
  }
  async function made(): Promise<void> {
    await using engine = await openIt();
    const shop = engine.store.tenant('shop');
    const lines = (from: number) =>
      Array.from({ length: 200 }, (_, n) => insert(things, aThing(`t${from + n}`, { note: 'x'.repeat(300) })));
    await Promise.all([shop.commit(lines(0)), shop.commit(lines(200)), shop.commit([insert(counters, { id: 'c', n: 1 })])]);
  }

  it('keeps its word on every connection: write-ahead log full synchronisation, and no wait on a lock', async () => {
    await using engine = await openIt();
    expect(engine.check()).toEqual([{ connection: 'data', journalMode: 'wal', synchronous: 2, busyTimeoutMs: 0 }]);
  });

  it('is made with its folder, for its owner only', async () => {
    file = join(folder, 'new', 'deeper', 'data.db');
    await using engine = await openIt(collections);
    await engine.store.tenant('shop').commit([]);
    for (const name of [file, `${file}-wal`, `${file}-shm`]) expect((await stat(name)).mode & 0o077).toBe(0);
  });

  it('is not written by an ordinary start', async () => {
    await made();
    const before = await readFile(file);
    await (await openIt())[Symbol.asyncDispose]();
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  it('is refused when it is no data file at all', async () => {
    await writeFile(file, 'nothing of the kind, but long enough to be looked at '.repeat(100));
    expect(await failureOf(openIt())).toMatchObject({ code: 'damaged', happened: 'no' });
  });

  it('is refused when it is the file of another program', async () => {
    await withFile((db) => db.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)'));
    expect(await failureOf(openIt())).toMatchObject({ code: 'damaged', message: expect.stringMatching(/another program/) });
    await withFile((db) => expect(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()).toEqual({ n: 1 }));
  });

  it('is refused when its tables are of a newer Deskbell', async () => {
    await made();
    await withFile((db) => db.exec('PRAGMA user_version = 1000'));
    expect(await failureOf(openIt())).toMatchObject({ code: 'newer', message: expect.stringMatching(/newer Deskbell/) });
  });

  it('says so when a page of it is damaged, and answers what it still can', async () => {
    await made();
    const handle = await open(file, 'r+');
    const { size } = await handle.stat();
    for (let page = 20; page < size / 4096 - 1; page += 1) await handle.write(Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
    await handle.close();
    const failure = await failureOf(
      (async () => {
        await using engine = await openIt();
        await engine.store.tenant('shop').find(things, { by: 'byShelf', equals: [], limit: 1000 });
      })(),
    );
    expect(failure).toMatchObject({ code: 'damaged', message: expect.stringMatching(/backup/) });
  });

  it.each([
    ['is new', async () => {}],
    ['is there', made],
  ])('names the remedy when its folder cannot be written and the file %s', async (_, before) => {
    await before();
    await chmod(folder, 0o555);
    const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'sqlite-unprivileged.ts'), file]);
    expect(stdout).toMatch(/^read_only no: .*(not writable).*folder/);
  });

  it('says so when the path cannot be a file', async () => {
    await writeFile(join(folder, 'plain'), '');
    file = join(folder, 'plain', 'data.db');
    expect(await failureOf(openIt())).toMatchObject({ code: 'unavailable', happened: 'no' });
    file = folder;
    expect((await failureOf(openIt())).happened).toBe('no');
  });

  it('rejects commits after it was closed', async () => {
    const engine = await openIt();
    const last = engine.store.tenant('shop').commit([insert(things, aThing('t1'))]);
    await engine[Symbol.asyncDispose]();
    expect(await last).toEqual({ kind: 'committed' });
    const late = engine.store.tenant('shop').commit([insert(things, aThing('t2'))]);
    expect(await failureOf(late)).toMatchObject({ code: 'unavailable', happened: 'no' });
  });

  it('finds older documents by an index that is new, drops those that are gone, and refuses a key that does not fit', async () => {
    await made();
    const changed = { ...things, indexes: { byNote: ['label', 'shelf'] } } as const;
    await using engine = await openIt([changed, counters]);
    const page = await engine.store.tenant('shop').find(changed, { by: 'byNote', equals: ['label of t7'], limit: 5 });
    expect(page.items.map(({ value }) => value.id)).toEqual(['t7']);
    const unique = { ...things, unique: { shelf: ['shelf'] } } as const;
    expect(await failureOf(openIt([unique]))).toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/kit_things.*unique/),
    });
  });

  it('forgets events of a week ago that every group has finished, and no others', async () => {
    const kept = () => {
      const db = new DatabaseSync(file, { readOnly: true });
      const rows = db.prepare('SELECT id FROM events ORDER BY position').all();
      db.close();
      return rows.map(({ id }) => id);
    };
    await using engine = await openIt();
    const shop = engine.store.tenant('shop');
    engine.bus.subscribe(oneAtATime({ name: 'quick' }, async () => {}));
    const slow: ConsumerGroup = { ...INBOX, name: 'slow' };
    engine.bus.subscribe(
      oneAtATime(slow, async ({ key }) => (key === 'stuck' ? { againAfterMs: Number.MAX_SAFE_INTEGER } : undefined)),
    );
    await shop.commit([], [anEvent('old'), anEvent('stuck', { key: 'stuck' }), anEvent('old too')]);
    await vi.waitFor(async () => expect((await engine.bus.lag(slow)).waiting).toBe(1), UNTIL);
    clock.advance(7 * 24 * 60 * 60 * 1000);
    await shop.commit([], [anEvent('new')]);
    await vi.waitFor(() => {
      clock.advance(60_000);
      expect(kept()).toEqual(['stuck', 'new']);
    }, UNTIL);
  });

  it('hands out what any of some groups has not finished, parked or not, as it was committed', async () => {
    const slow: ConsumerGroup = { ...INBOX, name: 'slow' };
    const late: ConsumerGroup = { ...INBOX, name: 'late', streams: ['booking'] };
    {
      await using engine = await openIt();
      const shop = engine.store.tenant('shop');
      engine.bus.subscribe(oneAtATime({}, async () => {}));
      engine.bus.subscribe(
        oneAtATime(slow, async ({ key }) => {
          if (key === 'bad') throw new Error('broken');
          return key === 'stuck' ? { againAfterMs: Number.MAX_SAFE_INTEGER } : undefined;
        }),
      );
      await shop.commit([], [anEvent('done'), anEvent('bad', { key: 'bad' }), anEvent('done too')]);
      await shop.commit([], [anEvent('stuck', { key: 'stuck' }), anEvent('booked', { stream: 'booking' })]);
      await vi.waitFor(async () => {
        clock.advance(30_000);
        expect(await engine.bus.lag(slow)).toEqual({ waiting: 1, parked: 1 });
      }, UNTIL);
    }
    await using engine = await openIt();
    await engine.store.tenant('shop').commit([], [anEvent('new')]);
    const idsOf = (...groups: ConsumerGroup[]) => engine.unfinished(groups).map(({ tenantId, id }) => `${tenantId} ${id}`);
    expect(idsOf(INBOX)).toEqual(['shop new']);
    expect(idsOf(slow)).toEqual(['shop bad', 'shop stuck', 'shop new']);
    expect(idsOf(late)).toEqual(['shop booked']);
    expect(idsOf(INBOX, late, slow)).toEqual(['shop bad', 'shop stuck', 'shop booked', 'shop new']);
  });

  it('tells that another process has written, and not what it wrote itself', async () => {
    await using engine = await openIt();
    await engine.store.tenant('shop').commit([insert(counters, { id: 'own', n: 1 })]);
    expect(engine.othersWrote()).toBe(false);
    await using other = await openIt();
    await other.store.tenant('shop').commit([insert(counters, { id: 'other', n: 1 })]);
    expect(engine.othersWrote()).toBe(true);
  });

  it('parks an event and goes past it in one commit', async () => {
    // No timer ever fires here, so nothing else writes progress.
    await using engine = await openSqlite({
      file,
      collections: kitCollections,
      clock,
      log: quietLog,
      newId: countedIds(),
      timer: () => () => {},
    });
    engine.bus.subscribe(oneAtATime({}, () => Promise.reject(new Error('broken'))));
    await engine.store.tenant('shop').commit([], [anEvent('bad')]);
    await vi.waitFor(async () => {
      clock.advance(30_000);
      expect(await engine.bus.parked('shop')).toHaveLength(1);
    }, UNTIL);
    using witness = new DatabaseSync(file);
    const [event] = witness.prepare('SELECT position FROM events').all();
    const [group] = witness.prepare("SELECT finished_to AS position FROM groups WHERE name = 'inbox'").all();
    expect(group).toEqual(event);
  });

  it('goes on with other keys when ten thousand events wait behind one', async () => {
    await using engine = await openIt();
    const shop = engine.store.tenant('shop');
    for (let n = 0; n < 20; n += 1)
      await shop.commit(
        [],
        Array.from({ length: 500 }, (_, m) => anEvent(`s${n}-${m}`, { key: 'stuck' })),
      );
    await shop.commit([], [anEvent('free', { key: 'free' })]);
    const seen: string[] = [];
    let stuck = true;
    const consumer = oneAtATime({}, async ({ id, key }) => {
      if (stuck && key === 'stuck') return { againAfterMs: 60_000 };
      seen.push(id);
      return undefined;
    });
    const subscription = engine.bus.subscribe(consumer);
    await vi.waitFor(() => expect(seen).toEqual(['free']), UNTIL);
    await subscription[Symbol.asyncDispose]();
    stuck = false;
    engine.bus.subscribe(consumer);
    await vi.waitFor(() => expect(seen).toHaveLength(10_001), UNTIL);
    expect(seen.slice(1)).toEqual(Array.from({ length: 10_000 }, (_, n) => `s${Math.floor(n / 500)}-${n % 500}`));
  });
});
