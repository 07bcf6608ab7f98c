import { join } from 'node:path';
import { oneAtATime } from '#test/contracts/subject.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolderFiles } from '#adapters/folder/index.ts';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { type BusEvent, PLATFORM_SCOPE } from '#contracts/event.ts';
import { collections } from '#app/subjects.ts';
import { dones } from '#contracts/records/messaging.ts';
import { tenants, wrappedKeys } from '#contracts/records/platform.ts';
import { type Store, StoreFailure, insert } from '#contracts/store.ts';
import { copyDesk } from '#core/copying/copy-desk.ts';
import { OtherData, copyAll, countSame } from '#core/copying/copy-all.ts';
import { engineOn } from '#test/adapters/sqlite-engine.ts';
import { anEvent, aThread, threads } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const opened = () => openSqlite({ file: ':memory:', collections, clock: testClock(), log: quietLog, newId: countedIds() });
const told = () => {};
const NAMES = ['juniper', 'marina'];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let opening = 0;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

const filesOfTheirOwn = () => openFolderFiles({ folder: join(folder.path, String((opening += 1))) });

/** Two tenants, one of them with more than a batch of documents, a file each, and two events on their way. */
async function givenDesk() {
  const { store } = await opened();
  for (const name of NAMES) {
    const own = store.tenant(name);
    for (let n = 0; n < (name === 'juniper' ? 450 : 3); n += 1)
      await own.commit([insert(dones, { id: `${name}${n}`, expiresAt: 1 })]);
    await store.platform.commit([insert(tenants, { id: name, name, createdAt: 1 })]);
  }
  await store.platform.commit([insert(wrappedKeys, { id: 'juniper', wrapped: 'sealed' })]);
  const files = await filesOfTheirOwn();
  for (const name of NAMES) await files.tenant(name).put('f', new Blob([name]).stream(), { type: 'text/plain', limit: 10 });
  const events: BusEvent[] = NAMES.map((tenantId) => ({ ...anEvent(`e-${tenantId}`), tenantId }));
  return { from: { store, files }, collections, events, told };
}

/** The store as it is when the process dies at this commit: before it, or right after it. */
function dyingAt(store: Store, commits: number, after: boolean): Store {
  let left = commits;
  const dying =
    <A extends unknown[], R>(commit: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      left -= 1;
      if (left < 0 || (left === 0 && !after)) throw new StoreFailure('unavailable', 'unknown', 'dead');
      const outcome = await commit(...given);
      if (left === 0) throw new StoreFailure('unavailable', 'unknown', 'dead');
      return outcome;
    };
  return {
    tenant(id) {
      const own = store.tenant(id);
      return { ...own, commit: dying(own.commit) };
    },
    platform: { ...store.platform, commit: dying(store.platform.commit) },
  };
}

async function heard(engine: Awaited<ReturnType<typeof opened>>): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  await using _inbox = engine.bus.subscribe(oneAtATime({}, async ({ id }) => void seen.add(id)));
  await expect.poll(() => seen.size).toBe(NAMES.length);
  return seen;
}

describe('copying a desk', () => {
  it('brings every document and what was on its way', async () => {
    const desk = await givenDesk();
    await using engine = await opened();
    const to = { store: engine.store, files: await filesOfTheirOwn() };
    expect(await copyDesk({ ...desk, to })).toEqual({
      tenants: [
        { tenant: 'juniper', documents: 450, files: 1 },
        { tenant: 'marina', documents: 3, files: 1 },
      ],
      platformDocuments: 3,
      events: 2,
    });
    expect(await heard(engine)).toEqual(new Set(['e-juniper', 'e-marina']));
  });

  it.each([false, true])('goes on with what was cut short at any commit, whether it was done (%s) or not', async (after) => {
    const desk = await givenDesk();
    let cuts = 0;
    for (let commits = 1; ; commits += 1) {
      await using engine = await opened();
      const files = await filesOfTheirOwn();
      const first = await copyDesk({ ...desk, to: { store: dyingAt(engine.store, commits, after), files } }).catch(
        (error: Error) => error,
      );
      if (!(first instanceof Error)) break;
      cuts += 1;
      expect(first).toBeInstanceOf(StoreFailure);
      const { items } = await engine.store.platform.find(tenants, { by: 'byName', equals: [], limit: 1 });
      const again = items.length === 0 ? await copyDesk({ ...desk, to: { store: engine.store, files } }) : 'a desk is there';
      // Only the last commit makes a desk of it, and by then everything is there.
      if (again === 'a desk is there') expect(await engine.store.platform.get(wrappedKeys, 'juniper')).toBeDefined();
      else
        expect(again).toMatchObject({
          platformDocuments: 3,
          tenants: [
            { documents: 450, files: 1 },
            { documents: 3, files: 1 },
          ],
        });
      expect(await heard(engine)).toEqual(new Set(['e-juniper', 'e-marina']));
    }
    expect(cuts).toBeGreaterThan(6);
  });

  it('brings events of the platform as such', async () => {
    const desk = await givenDesk();
    const event: BusEvent = { ...anEvent('e-platform', { stream: 'platform' }), tenantId: PLATFORM_SCOPE };
    await using engine = await opened();
    expect(
      await copyDesk({ ...desk, events: [event], to: { store: engine.store, files: await filesOfTheirOwn() } }),
    ).toMatchObject({ events: 1 });
    const seen: BusEvent[] = [];
    const operators = oneAtATime({ name: 'operators', streams: ['platform'] }, async (one) => void seen.push(one));
    await using _group = engine.bus.subscribe(operators);
    await expect.poll(() => seen).toEqual([event]);
  });

  it('brings documents that an index on tags would show several times, or not at all', async () => {
    await using source = await engineOn(':memory:', [threads], testClock());
    await using target = await engineOn(':memory:', [threads], testClock());
    const place = { from: source.store.tenant('juniper'), to: target.store.tenant('juniper'), collections: [threads] };
    const all = [aThread('a', ['open', 'mine']), aThread('b', [])];
    await source.store.tenant('juniper').commit(all.map((one) => insert(threads, one)));
    await copyAll(place, told);
    expect(await countSame(place)).toBe(2);
    expect((await place.to.find(threads, { by: 'byTag', equals: ['mine'], limit: 2 })).items).toHaveLength(1);
  });

  it('refuses a database that holds something else', async () => {
    const desk = await givenDesk();
    await using other = await opened();
    await other.store.tenant('juniper').commit([insert(dones, { id: 'juniper7', expiresAt: 2 })]);
    await expect(copyDesk({ ...desk, to: { store: other.store, files: await filesOfTheirOwn() } })).rejects.toBeInstanceOf(
      OtherData,
    );
    await using more = await opened();
    await more.store.tenant('marina').commit([insert(dones, { id: 'more', expiresAt: 1 })]);
    await expect(copyDesk({ ...desk, to: { store: more.store, files: await filesOfTheirOwn() } })).rejects.toBeInstanceOf(
      OtherData,
    );
  });
});
