import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyBatch } from '#adapters/sqlite/batch.ts';
import { connect, type Connection } from '#adapters/sqlite/connection.ts';
import { findPage } from '#adapters/sqlite/find.ts';
import { layOut } from '#adapters/sqlite/layout.ts';
import { systemTimer } from '#adapters/sqlite/locks.ts';
import { tableOf } from '#adapters/sqlite/table.ts';
import { defineCollection } from '#contracts/collection.ts';
import { checkedBatch } from '#contracts/store-rules/batch.ts';
import type { LooseQuery } from '#contracts/store-rules/query.ts';
import { insert, remove, replace, type Query, type Write } from '#contracts/store.ts';
import { manyTags } from '#test/contracts/store-tags.ts';
import { failureOf } from '#test/contracts/store.ts';
import { aThread, kitCollections, thread, threads, type Thread } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { engineOn } from './sqlite-engine.ts';

const table = tableOf(threads);
const SHOP = 'shop';

describe('an index on tags in SQLite', () => {
  let connection: Connection;
  beforeEach(async () => {
    connection = await connect(':memory:', { timer: systemTimer, random: () => 0 });
    layOut(connection, [table]);
  });
  afterEach(() => connection.db.close());

  function commit(...writes: Write[]): void {
    connection.db.exec('BEGIN');
    const batch = checkedBatch(SHOP, writes, [], () => table);
    expect(applyBatch(connection, batch, 0)).toEqual({ kind: 'committed' });
    connection.db.exec('COMMIT');
  }

  /** Rows that a batch inserts, updates or removes, of documents and of tags. */
  function changesOf(...writes: Write[]): number {
    const count = () => Number(connection.sql('SELECT total_changes() AS n').get()?.['n']);
    const before = count();
    commit(...writes);
    return count() - before;
  }

  /** Each statement of a query, as the planner goes about it. */
  function planOf(query: LooseQuery): readonly string[] {
    const asked: string[] = [];
    const watched: Connection = {
      db: connection.db,
      sql(text) {
        asked.push(text);
        return connection.sql(text);
      },
    };
    findPage(watched, table, SHOP, query);
    return asked.flatMap((text) =>
      connection.db
        .prepare(`EXPLAIN QUERY PLAN ${text}`)
        .all()
        .map(({ detail }) => String(detail)),
    );
  }

  it.each([false, true])('walks in order and sorts nothing, with statistics (%s) and without', (analysed) => {
    for (let n = 0; n < 10_000; n += 200)
      commit(...Array.from({ length: 200 }, (_, at) => insert(threads, manyTags(n + at, 10_000))));
    if (analysed) connection.db.exec('ANALYZE');
    const first: LooseQuery = { by: 'byTag', equals: ['open'], limit: 50 };
    const { next = '' } = findPage<Thread>(connection, table, SHOP, first);
    const down: LooseQuery = { by: 'byTag', equals: ['rare'], order: 'desc', limit: 50 };
    const { next: nextDown = '' } = findPage<Thread>(connection, table, SHOP, down);
    const queries: LooseQuery[] = [
      first,
      down,
      { ...first, cursor: next },
      { ...down, cursor: nextDown },
      { by: 'byTag', equals: ['open'], from: 2, until: 5, limit: 50 },
      { by: 'byTag', equals: ['open', 3], order: 'desc', limit: 50 },
      { by: 'byTagAndName', equals: ['team 1'], limit: 50 },
      { by: 'byTagAndId', equals: ['team 1'], from: '000100', order: 'desc', limit: 50 },
    ];
    for (const query of queries) {
      const plan = planOf(query);
      expect(plan).toHaveLength(2);
      expect(plan[0]).toMatch(/^SEARCH t USING PRIMARY KEY \(tenant=\? AND tag=\?/);
      expect(plan[1]).toMatch(/^SEARCH d USING INDEX \S+ \(tenant=\? AND id=\?\)$/);
    }
    expect(planOf({ ...first, cursor: next })[0]).toMatch(/\(f_lastAt,id\)>\(\?,\?\)/);
  });

  it('writes only the tags that came or went while the order stays, and nothing for a change of another kind', () => {
    const was = { value: aThread('a', ['open', 'mine', 'vip'], { lastAt: 1 }), version: 1 };
    const indexes = 3;
    expect(changesOf(insert(threads, was.value))).toBe(1 + 3 * indexes);
    const relabelled = { value: { ...was.value, tags: ['done', 'vip', 'mine'] }, version: 2 };
    expect(changesOf(replace(threads, was, relabelled.value))).toBe(1 + 2 * indexes);
    const reordered = { value: { ...relabelled.value, tags: relabelled.value.tags.toReversed() }, version: 3 };
    expect(changesOf(replace(threads, relabelled, reordered.value))).toBe(1);
    // `byTagAndId` does not follow `lastAt`; the two others move each tag.
    const moved = { value: { ...reordered.value, lastAt: 2 }, version: 4 };
    expect(changesOf(replace(threads, reordered, moved.value))).toBe(1 + 2 * 3 * 2);
    expect(changesOf(remove(threads, moved))).toBe(1 + 3 * indexes);
    for (const { name } of table.tagIndexes)
      expect(connection.db.prepare(`SELECT count(*) AS n FROM ${name}`).get()).toEqual({ n: 0 });
  });

  it('is laid out, dropped and laid out again with its declaration', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
    const file = join(folder, 'data.db');
    const tagTables = () => {
      using db = new DatabaseSync(file, { readOnly: true });
      return db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 't\\_%' ESCAPE '\\'`).all().length;
    };
    const clock = testClock();
    {
      await using engine = await engineOn(file, kitCollections, clock);
      const docs = Array.from({ length: 1200 }, (_, n) => manyTags(n, 1200));
      for (let n = 0; n < docs.length; n += 200)
        await engine.store.tenant(SHOP).commit(docs.slice(n, n + 200).map((doc) => insert(threads, doc)));
    }
    expect(tagTables()).toBe(3);
    const one = defineCollection({ name: 'kit_threads', scope: 'tenant', shape: thread, indexes: { byLastAt: ['lastAt'] } });
    await (await engineOn(file, [one], clock))[Symbol.asyncDispose]();
    expect(tagTables()).toBe(0);
    await using engine = await engineOn(file, kitCollections, clock);
    const page = await engine.store.tenant(SHOP).find(threads, { by: 'byTag', equals: ['open'], limit: 1000 });
    const rest = page.next === undefined ? {} : { cursor: page.next };
    const more = await engine.store.tenant(SHOP).find(threads, { by: 'byTag', equals: ['open'], limit: 1000, ...rest });
    expect(page.items.length + more.items.length).toBe(1200);
    await rm(folder, { recursive: true, force: true });
  });

  it.each<[string, () => Write['collection']]>([
    ['in a unique key', () => Object.assign({ ...threads }, { unique: { tags: ['tags'] } })],
    ['behind another field', () => Object.assign({ ...threads }, { indexes: { byAt: ['lastAt', 'tags'] } })],
    ['twice', () => Object.assign({ ...threads }, { indexes: { byTag: ['tags', 'tags'] } })],
  ])('is refused with its list %s', async (_, wrong) => {
    const failure = await failureOf(engineOn(':memory:', [wrong()], testClock()));
    expect(failure).toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/kit_threads\.\w+: a list of tags can only begin/),
    });
  });

  it('compiles only where a list is declared, begins an index and is asked for one tag', () => {
    const declared = { name: 'kit_wrong', scope: 'tenant', shape: thread } as const;
    // @ts-expect-error: `tags` does not name the list
    defineCollection({ ...declared, indexes: { byTag: ['tags', 'lastAt'] } });
    // @ts-expect-error: no list
    defineCollection({ ...declared, tags: 'name' });
    // @ts-expect-error: a list behind another field
    defineCollection({ ...declared, tags: 'tags', indexes: { byTag: ['lastAt', 'tags'] } });
    // @ts-expect-error: a list in a unique key
    defineCollection({ ...declared, tags: 'tags', unique: { byTag: ['tags'] } });
    // @ts-expect-error: no tag
    expect(() => findTyped([])).toThrow();
    // @ts-expect-error: a list of tags
    expect(() => findTyped([['open']])).toThrow();
    expect(findTyped(['open', 1]).items).toEqual([]);
  });

  function findTyped(equals: Query<Thread, typeof threads.indexes, 'byTag'>['equals']) {
    return findPage(connection, table, SHOP, { by: 'byTag', equals, limit: 1 });
  }
});
