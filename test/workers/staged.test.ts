import { oneAtATime } from '#test/contracts/subject.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { agendas, type Agenda } from '#contracts/records/booking.ts';
import { type TenantStore, insert, remove, replace, unchanged } from '#contracts/store.ts';
import { staged } from '#core/batches/staged.ts';
import { engineOn } from '#test/adapters/sqlite-engine.ts';
import { aThread, threads } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { givenTenant } from '#test/support/given.ts';

let world: Awaited<ReturnType<typeof givenTenant>>;
let store: TenantStore;
beforeEach(async () => {
  world = await givenTenant();
  store = world.tenant;
});

const day = (date: string, claims: readonly string[] = [], staffId = 'ana'): Agenda => ({
  id: `${staffId}:${date}`,
  staffId,
  date,
  claims: claims.map((bookingId) => ({ bookingId, serviceId: 'cut', startsAt: 1, from: 1, until: 2, expiresAt: 0 })),
});
const claimsOf = async (on: TenantStore, id: string) => (await on.get(agendas, id))?.value.claims.map((one) => one.bookingId);
const datesOf = async (on: TenantStore, over = {}) =>
  (await on.find(agendas, { by: 'byStaff', equals: ['ana'], limit: 10, ...over })).items.map(({ value }) => value.date);

async function read(on: TenantStore, id: string) {
  const found = await on.get(agendas, id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

describe('several steps on one batch', () => {
  it('that change one agenda become one write of it', async () => {
    await store.commit([insert(agendas, day('2026-12-01', ['old']))]);
    const batch = staged(store);
    const first = await read(batch, 'ana:2026-12-01');
    await batch.commit([replace(agendas, first, day('2026-12-01', []))]);
    const second = await read(batch, 'ana:2026-12-01');
    expect(second.value.claims).toEqual([]);
    await batch.commit([replace(agendas, second, day('2026-12-01', ['new']))]);

    expect(await claimsOf(store, 'ana:2026-12-01')).toEqual(['old']);
    expect(await batch.flush()).toEqual({ kind: 'committed' });
    expect(await claimsOf(store, 'ana:2026-12-01')).toEqual(['new']);
    expect((await read(store, 'ana:2026-12-01')).version).toBe(2);
  });

  it('leave nothing behind when they are not flushed', async () => {
    const batch = staged(store);
    await batch.commit([insert(agendas, day('2026-12-01'))]);
    expect(await claimsOf(batch, 'ana:2026-12-01')).toEqual([]);
    expect(await claimsOf(store, 'ana:2026-12-01')).toBeUndefined();
  });

  it('may change what an earlier one has inserted, and take it away again', async () => {
    const batch = staged(store);
    await batch.commit([insert(agendas, day('2026-12-01')), insert(agendas, day('2026-12-02'))]);
    await batch.commit([replace(agendas, await read(batch, 'ana:2026-12-01'), day('2026-12-01', ['one']))]);
    await batch.commit([remove(agendas, await read(batch, 'ana:2026-12-02'))]);
    await batch.flush();

    expect(await claimsOf(store, 'ana:2026-12-01')).toEqual(['one']);
    expect(await claimsOf(store, 'ana:2026-12-02')).toBeUndefined();
    expect((await read(store, 'ana:2026-12-01')).version).toBe(1);
  });

  it('may put back what an earlier one has removed', async () => {
    await store.commit([insert(agendas, day('2026-12-01', ['old']))]);
    const batch = staged(store);
    await batch.commit([remove(agendas, await read(batch, 'ana:2026-12-01'))]);
    expect(await batch.get(agendas, 'ana:2026-12-01')).toBeUndefined();
    await batch.commit([insert(agendas, day('2026-12-01', ['new']))]);

    expect(await batch.flush()).toEqual({ kind: 'committed' });
    expect(await claimsOf(store, 'ana:2026-12-01')).toEqual(['new']);
  });

  it('cannot insert the same document twice', async () => {
    const batch = staged(store);
    await batch.commit([insert(agendas, day('2026-12-01'))]);
    await expect(batch.commit([insert(agendas, day('2026-12-01'))])).rejects.toThrow(RangeError);
  });

  it('carry their events into the one commit', async () => {
    const heard: string[] = [];
    await using _ = world.bus.subscribe(oneAtATime({ streams: ['booking'] }, async ({ kind }) => void heard.push(kind)));
    const event = (id: string, kind: string) =>
      ({ id, stream: 'booking', key: 'b', kind, version: 1, at: world.clock.now(), data: {} }) as const;
    const batch = staged(store);
    await batch.commit([insert(agendas, day('2026-12-01'))], [event('1', 'booking.held')]);
    await batch.commit([], [event('2', 'booking.confirmed')]);
    await batch.flush();
    await expect.poll(() => heard).toEqual(['booking.held', 'booking.confirmed']);
  });
});

describe('finding on a batch', () => {
  it('sees what was inserted, changed and removed on it, in the order of the index', async () => {
    await store.commit([
      insert(agendas, day('2026-12-01')),
      insert(agendas, day('2026-12-03')),
      insert(agendas, day('2026-12-05')),
    ]);
    const batch = staged(store);
    await batch.commit([insert(agendas, day('2026-12-04')), insert(agendas, day('2026-12-02', [], 'bo'))]);
    await batch.commit([remove(agendas, await read(batch, 'ana:2026-12-01'))]);
    await batch.commit([replace(agendas, await read(batch, 'ana:2026-12-03'), day('2026-12-03', ['new']))]);

    expect(await datesOf(batch)).toEqual(['2026-12-03', '2026-12-04', '2026-12-05']);
    expect(await datesOf(batch, { order: 'desc', limit: 2 })).toEqual(['2026-12-05', '2026-12-04']);
    expect(await datesOf(batch, { from: '2026-12-04', until: '2026-12-05' })).toEqual(['2026-12-04']);
    expect(await datesOf(store)).toEqual(['2026-12-01', '2026-12-03', '2026-12-05']);
    const found = await batch.find(agendas, { by: 'byStaff', equals: ['ana', '2026-12-03'], limit: 1 });
    expect(found.items[0]?.value.claims).toHaveLength(1);
  });
});

describe('walking the pages of a batch', () => {
  it.each([
    ['asc', 1],
    ['asc', 2],
    ['asc', 3],
    ['desc', 2],
  ] as const)('meets every document once, in order (%s, %i to a page)', async (order, limit) => {
    await store.commit(['02', '04', '06', '08', '10'].map((n) => insert(agendas, day(`2026-12-${n}`))));
    const batch = staged(store);
    await batch.commit(['01', '03', '05', '11', '12'].map((n) => insert(agendas, day(`2026-12-${n}`))));
    await batch.commit([remove(agendas, await read(batch, 'ana:2026-12-06'))]);

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await batch.find(agendas, { by: 'byStaff', equals: ['ana'], order, limit, ...(cursor && { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...page.items.map(({ value }) => value.date.slice(-2)));
      cursor = page.next;
    } while (cursor !== undefined);
    const all = ['01', '02', '03', '04', '05', '08', '10', '11', '12'];
    expect(seen).toEqual(order === 'asc' ? all : all.toReversed());
  });
});

describe('flushing a batch', () => {
  it('is stale when somebody was faster on any document of it', async () => {
    await store.commit([insert(agendas, day('2026-12-01')), insert(agendas, day('2026-12-02'))]);
    const batch = staged(store);
    await batch.commit([replace(agendas, await read(batch, 'ana:2026-12-01'), day('2026-12-01', ['ours']))]);
    await batch.commit([unchanged(agendas, await read(batch, 'ana:2026-12-02'))]);
    await store.commit([replace(agendas, await read(store, 'ana:2026-12-02'), day('2026-12-02', ['theirs']))]);

    expect(await batch.flush()).toEqual({ kind: 'stale', collection: 'agendas', id: 'ana:2026-12-02' });
    expect(await claimsOf(store, 'ana:2026-12-01')).toEqual([]);
  });

  it('keeps the version that its first step has read', async () => {
    await store.commit([insert(agendas, day('2026-12-01'))]);
    const batch = staged(store);
    await batch.commit([replace(agendas, await read(batch, 'ana:2026-12-01'), day('2026-12-01', ['one']))]);
    await store.commit([replace(agendas, await read(store, 'ana:2026-12-01'), day('2026-12-01', ['theirs']))]);
    // Also when a later step has read it past the batch, where it is newer.
    await batch.commit([replace(agendas, await read(store, 'ana:2026-12-01'), day('2026-12-01', ['two']))]);

    expect((await batch.flush()).kind).toBe('stale');
    expect(await claimsOf(store, 'ana:2026-12-01')).toEqual(['theirs']);
  });

  it('is taken when somebody has inserted the same document', async () => {
    const batch = staged(store);
    await batch.commit([insert(agendas, day('2026-12-01'))]);
    await store.commit([insert(agendas, day('2026-12-01', ['theirs']))]);
    expect(await batch.flush()).toMatchObject({ kind: 'taken', key: 'id' });
  });

  it('are found by the tags that they have by now, in order', async () => {
    await using engine = await engineOn(':memory:', [threads], testClock());
    const shop = engine.store.tenant('shop');
    const before = [aThread('a', ['open', 'z'], { lastAt: 1 }), aThread('b', ['z', 'open'], { lastAt: 2 }), aThread('c', ['z'])];
    await shop.commit(before.map((one) => insert(threads, one)));
    const batch = staged(shop);
    const [a, c] = [await batch.get(threads, 'a'), await batch.get(threads, 'c')];
    if (!a || !c) throw new Error('a thread is missing');
    await batch.commit([replace(threads, a, { ...a.value, tags: ['done'] }), remove(threads, c)]);
    await batch.commit([insert(threads, aThread('d', ['a', 'open'], { lastAt: 9 }))]);
    const ids = async (tag: string, order: 'asc' | 'desc' = 'asc') =>
      (await batch.find(threads, { by: 'byTag', equals: [tag], order, limit: 10 })).items.map(({ value }) => value.id);
    expect(await ids('open')).toEqual(['b', 'd']);
    expect(await ids('open', 'desc')).toEqual(['d', 'b']);
    expect([await ids('done'), await ids('z'), await ids('a')]).toEqual([['a'], ['b'], ['d']]);
    await batch.flush();
    const { items } = await shop.find(threads, { by: 'byTag', equals: ['open'], limit: 10 });
    expect(items.map(({ value }) => value.id)).toEqual(['b', 'd']);
  });
});
