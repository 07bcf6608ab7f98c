import { oneAtATime } from '#test/contracts/subject.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { engineOn } from '#test/adapters/sqlite-engine.ts';
import { itUnless, kitCollections, things } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { NO_SPACE, noFaults, runChild, SYNC_FAILS, WRITE_FAILS } from './faults.ts';

const UNTIL = { timeout: 20_000, interval: 10 };

/**
 * `kill -9` loses no page cache, so it proves nothing about a power cut. What proves it: an answer is given only after an
 * fsync that succeeded. With `synchronous` at anything below FULL the second case fails.
 */
describe('after a power cut', () => {
  const faulty = itUnless(noFaults);
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
    file = join(folder, 'data.db');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** What is there once the file is opened again on a disk that works: documents, and an event of each. */
  async function survivors() {
    await using engine = await engineOn(file, kitCollections, testClock());
    const ids = new Set<string>();
    const shop = engine.store.tenant('shop');
    for (let cursor: string | undefined; ;) {
      const page = await shop.find(things, { by: 'byId', equals: [], limit: 1000, ...(cursor && { cursor }) });
      for (const { value } of page.items) ids.add(value.id);
      cursor = page.next;
      if (cursor === undefined) break;
    }
    const events = new Set<string>();
    engine.bus.subscribe(oneAtATime({ name: `look ${(looks += 1)}` }, async ({ id }) => void events.add(id)));
    await vi.waitFor(() => expect(events).toEqual(ids), UNTIL);
    return ids;
  }
  let looks = 0;

  it('every connection has the write-ahead log and full synchronisation', async () => {
    await using engine = await engineOn(file, kitCollections, testClock());
    expect(engine.check().map(({ journalMode, synchronous }) => [journalMode, synchronous])).toEqual([['wal', 2]]);
  });

  faulty('nothing was acknowledged that no fsync had confirmed', async () => {
    const before = await runChild([file, '2', '5', 'before']);
    expect(before.committed).toHaveLength(10);
    const { committed, failed } = await runChild([file, '3', '5', 'during'], { points: SYNC_FAILS });
    expect(committed).toEqual([]);
    expect([...failed.values()]).toEqual(Array<string>(15).fill('unavailable unknown'));
    const ids = await survivors();
    for (const id of before.committed) expect(ids).toContain(id);
  });

  faulty('what was acknowledged is there and what was refused is not, however often the disk fails', async () => {
    await runChild([file, '1', '1', 'first']);
    let acknowledged = 0;
    let refused = 0;
    for (let round = 0; round < 4; round += 1) {
      const during = await runChild([file, '60', '4', `r${round}-`], { points: SYNC_FAILS, probability: 0.2 });
      if (during.closed) continue;
      const ids = await survivors();
      for (const id of during.committed) expect(ids).toContain(id);
      for (const [id, why] of during.failed) if (why.endsWith(' no')) expect(ids).not.toContain(id);
      acknowledged += during.committed.length;
      refused += during.failed.size;
    }
    expect(acknowledged).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });

  faulty('a full disk is named, loses nothing, and lets work go on once there is room', async () => {
    await runChild([file, '2', '5', 'before']);
    {
      // Open here too, so that the child finds everything in place and meets the full disk when it commits.
      await using open = await engineOn(file, kitCollections, testClock());
      const { committed, failed } = await runChild([file, '3', '5', 'during', '20000'], { points: WRITE_FAILS, errno: NO_SPACE });
      expect(committed).toEqual([]);
      expect([...failed.values()]).toEqual(Array<string>(15).fill('full no'));
      expect(await open.store.tenant('shop').get(things, 'during0-0')).toBeUndefined();
    }
    expect((await runChild([file], { points: WRITE_FAILS, errno: NO_SPACE })).closed).toBe('full no');
    const after = await runChild([file, '1', '5', 'after']);
    expect(after.committed).toHaveLength(5);
    expect((await survivors()).size).toBe(15);
  });

  faulty('a disk that is full at the first start is named', async () => {
    const { closed } = await runChild([file], { points: WRITE_FAILS, errno: NO_SPACE });
    expect(closed).toBe('full no');
  });
});
