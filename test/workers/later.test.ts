import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RETRY_DELAYS_MS } from '#contracts/bus.ts';
import { dueEntries, SLOW, SLOW_SHARDS, type DueEntry, type Timer } from '#contracts/later.ts';
import type { Lease, Leases } from '#contracts/leases.ts';
import type { LogFields } from '#contracts/log.ts';
import { dones } from '#contracts/records/messaging.ts';
import { insert, remove, StoreFailure, type TenantStore } from '#contracts/store.ts';
import { shardOf } from '#contracts/store-rules/shard.ts';
import { dueWork, type LaterParts } from '#workers/later.ts';
import { anEntry } from '#test/contracts/subject.ts';
import { givenTenant } from '#test/support/given.ts';
import { quietLog, quietMetrics } from '#test/support/quiet.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

let world: Awaited<ReturnType<typeof givenTenant>>;
let workers: AsyncDisposable[] = [];
let done: string[] = [];
let warnings: { readonly message: string; readonly fields: LogFields | undefined }[] = [];

beforeEach(async () => {
  world = await givenTenant();
  [workers, done, warnings] = [[], [], []];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
});

type Due = Timer['due'];

/** Removes the entry, and notes it. */
const does: Due = async (store, entry) => {
  const outcome = await store.commit([remove(dueEntries, entry), insert(dones, { id: `done ${entry.value.id}`, expiresAt: 0 })]);
  if (outcome.kind === 'committed') done.push(entry.value.id);
};

function start(due: Due = does, differs: Partial<LaterParts> = {}): AsyncDisposable {
  const { store, later, leases, clock } = world;
  const log = { ...quietLog, warn: (message: string, fields?: LogFields) => void warnings.push({ message, fields }) };
  const parts = { store, later, leases, clock, log, metrics: quietMetrics, timers: [{ kind: 'kit', due }], ...differs };
  const worker = dueWork(parts);
  workers.push(worker);
  return worker;
}

async function schedule(id: string, rest: Partial<DueEntry> = {}, store: TenantStore = world.tenant): Promise<void> {
  expect(await store.commit([insert(dueEntries, anEntry(id, { dueAt: world.clock.now(), ...rest }))])).toEqual({
    kind: 'committed',
  });
}

async function entry(id: string, store: TenantStore = world.tenant): Promise<DueEntry> {
  const found = await store.get(dueEntries, id);
  if (!found) throw new Error(`there is no entry ${id}`);
  return found.value;
}

/** Lanes of a tenant that share a shard with its lane `lane 0`. */
function lanesTogether(tenantId: string, count: number, shard = shardOf(tenantId, 'lane 0')): string[] {
  const names = Array.from({ length: count * 50 }, (_, n) => `lane ${n}`);
  return names.filter((lane) => shardOf(tenantId, lane) === shard).slice(0, count);
}

/** Handlers that stay in hand until they are told to end. */
function held() {
  const inHand = new Map<string, { readonly signal: AbortSignal; readonly end: () => void }>();
  const due: Due = async (store, one, signal) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    inHand.set(one.value.id, { signal, end: resolve });
    await promise;
    inHand.delete(one.value.id);
    await does(store, one, signal);
  };
  return { due, inHand };
}

describe('what is due', () => {
  it('is done at its time, once, and not before', async () => {
    start();
    await schedule('now');
    await schedule('soon', { dueAt: world.clock.now() + MINUTE });
    await expect.poll(() => done).toEqual(['now']);
    world.clock.advance(MINUTE - 1);
    await schedule('between');
    await expect.poll(() => done).toEqual(['now', 'between']);
    world.clock.advance(1);
    await expect.poll(() => done).toEqual(['now', 'between', 'soon']);
    expect((await world.tenant.find(dueEntries, { by: 'byDue', equals: [], limit: 10 })).items).toEqual([]);
  });

  it('that was there before the worker is done, too, and what another process wrote within a second', async () => {
    await schedule('before');
    start(does, { later: { ...world.later, whenCommitted: () => () => {} } });
    await expect.poll(() => done).toEqual(['before']);
    await schedule('of another process');
    await expect
      .poll(() => {
        world.clock.advance(100);
        return done;
      })
      .toEqual(['before', 'of another process']);
  });

  it('goes by class and then by time within a lane, one after the other', async () => {
    let most = 0;
    let inHand = 0;
    await schedule('late', { class: 0, dueAt: 900 });
    await schedule('old', { class: 5, dueAt: 100 });
    await schedule('early', { class: 0, dueAt: 800 });
    await schedule('older', { class: 5, dueAt: 50 });
    await schedule('not yet', { class: 0, dueAt: world.clock.now() + 1 });
    start(async (store, one, signal) => {
      most = Math.max(most, (inHand += 1));
      await does(store, one, signal);
      inHand -= 1;
    });
    await expect.poll(() => done).toEqual(['early', 'late', 'older', 'old']);
    expect(most).toBe(1);
  });

  it('goes by class in a lane with many entries, too', async () => {
    for (let n = 0; n < 80; n += 1) await schedule(`many ${String(n).padStart(2, '0')}`, { class: 5, dueAt: n });
    await schedule('urgent', { class: 1, dueAt: 500 });
    start();
    await expect.poll(() => done.length).toBe(81);
    expect(done.slice(0, 3)).toEqual(['urgent', 'many 00', 'many 01']);
  });

  it('of many processes is done once', async () => {
    const free: Leases = { hold: async () => lease(new AbortController()) };
    for (let n = 0; n < 40; n += 1) await schedule(`e${n}`, { lane: `lane ${n % 5}` });
    for (let n = 0; n < 3; n += 1) start(does, { leases: free });
    await expect.poll(() => done.length).toBe(40);
    expect(new Set(done).size).toBe(40);
  });
});

describe('a handler that fails', () => {
  it('is called again after longer and longer, says so in the entry, and delays nothing else', async () => {
    let calls = 0;
    start(async (store, one, signal) => {
      if (one.value.id !== 'bad') return does(store, one, signal);
      calls += 1;
      throw new RangeError('words of a customer');
    });
    await schedule('bad', { dueAt: 1 });
    await schedule('good', { dueAt: 2 });
    await expect.poll(() => done).toEqual(['good']);
    for (const [n, delay] of [...RETRY_DELAYS_MS, HOUR, HOUR].entries()) {
      await expect.poll(async () => (await entry('bad')).attempts).toBe(n + 1);
      expect(await entry('bad')).toMatchObject({ why: 'failed', dueAt: world.clock.now() + delay });
      expect(calls).toBe(n + 1);
      world.clock.advance(delay);
    }
    await expect.poll(() => calls).toBe(RETRY_DELAYS_MS.length + 3);
    expect(JSON.stringify(warnings)).not.toContain('words of a customer');
  });

  it('for want of the store is called again, and that does not count', async () => {
    let down = true;
    let calls = 0;
    start(async (store, one, signal) => {
      calls += 1;
      if (down) throw new StoreFailure('unavailable', 'no', 'the store is away');
      await does(store, one, signal);
    });
    await schedule('e');
    await expect.poll(() => calls).toBe(1);
    world.clock.advance(1_000);
    await expect.poll(() => calls).toBe(2);
    expect(await entry('e')).toMatchObject({ why: 'scheduled', attempts: 0 });
    down = false;
    world.clock.advance(1_000);
    await expect.poll(() => done).toEqual(['e']);
  });

  it('has failed as well when it leaves the entry as it was', async () => {
    start(async () => {});
    await schedule('e');
    await expect.poll(async () => (await entry('e')).attempts).toBe(1);
    expect((await entry('e')).dueAt).toBeGreaterThan(world.clock.now());
  });

  it('is not there: the entry waits an hour and says why, and the log says it once', async () => {
    start();
    await schedule('e', { kind: 'of tomorrow' });
    await schedule('f', { kind: 'of tomorrow', lane: 'b' });
    await schedule('g');
    for (const id of ['e', 'f'])
      await expect.poll(() => entry(id)).toMatchObject({ why: 'unknown_kind', attempts: 0, dueAt: world.clock.now() + HOUR });
    await expect.poll(() => done).toEqual(['g']);
    expect(warnings).toEqual([{ message: 'due work of an unknown kind waits', fields: { kind: 'of tomorrow' } }]);
  });
});

describe('fair shares', () => {
  it('a lane with many entries delays no other', async () => {
    const [big = '', small = ''] = lanesTogether('tenant-1', 2);
    for (let n = 0; n < 300; n += 1) await schedule(`big ${n}`, { lane: big, dueAt: n });
    await schedule('small', { lane: small, dueAt: 1_000 });
    start();
    await expect.poll(() => done.length).toBe(301);
    expect(done.indexOf('small')).toBeLessThan(50);
  });

  it('lanes of a tenant take turns, though the first ones would be busy for long', async () => {
    const lanes = lanesTogether('tenant-1', 12);
    for (const [at, lane] of lanes.entries())
      for (let n = 0; n < 60; n += 1) await schedule(`${at} ${n}`, { lane, dueAt: 1 + at });
    start();
    await expect.poll(() => done.length).toBe(12 * 60);
    const lastBegins = done.findIndex((id) => id.startsWith('11 '));
    const firstEnds = done.findLastIndex((id) => id.startsWith('0 '));
    expect(lastBegins).toBeLessThan(firstEnds);
  });

  it('a tenant whose thousand lanes hang leaves places for the others', async () => {
    const lanes = lanesTogether('tenant-1', 1_000);
    for (let n = 0; n < 1_000; n += 100)
      await world.tenant.commit(
        lanes.slice(n, n + 100).map((lane) => insert(dueEntries, anEntry(lane, { lane, dueAt: 1, about: { hangs: 'yes' } }))),
      );
    const { due, inHand } = held();
    let ending = false;
    start((store, one, signal) => (one.value.about['hangs'] && !ending ? due : does)(store, one, signal));
    await expect.poll(() => inHand.size).toBe(4);
    const other = world.store.tenant('tenant-2');
    const [lane = ''] = lanesTogether('tenant-2', 1, shardOf('tenant-1', 'lane 0'));
    await schedule('theirs', { lane }, other);
    await expect.poll(() => done).toEqual(['theirs']);
    expect(inHand.size).toBe(4);
    // Whenever some end, others of the thousand take their places, and never more than those.
    await expect
      .poll(() => {
        expect(inHand.size).toBeLessThanOrEqual(4);
        for (const { end } of inHand.values()) end();
        return done.length;
      })
      .toBeGreaterThan(20);
    ending = true;
    for (const { end } of inHand.values()) end();
  });
});

describe('tenants', () => {
  it('take turns, though one has a thousand lanes that are due longer and are done at once', async () => {
    const lanes = lanesTogether('tenant-1', 1_000);
    for (let n = 0; n < 1_000; n += 100)
      await world.tenant.commit(lanes.slice(n, n + 100).map((lane) => insert(dueEntries, anEntry(lane, { lane, dueAt: 1 }))));
    const shard = shardOf('tenant-1', 'lane 0');
    const tenants = ['tenant-2', 'tenant-3'];
    for (const tenantId of tenants)
      await schedule(tenantId, { lane: lanesTogether(tenantId, 1, shard)[0] ?? '' }, world.store.tenant(tenantId));
    start();
    await expect.poll(() => done.length, { timeout: 30_000 }).toBe(1_002);
    for (const tenantId of tenants) expect(done.indexOf(tenantId)).toBeLessThan(20);
  });
});

describe('slow lanes', () => {
  it('that hang take no place of quick ones, also of the same tenant', async () => {
    const { due, inHand } = held();
    start((store, one, signal) => (one.value.lane.startsWith(SLOW) ? due : does)(store, one, signal));
    for (let n = 0; n < 100; n += 1) await schedule(`slow ${n}`, { lane: `${SLOW}${n}`, dueAt: 1 });
    await expect.poll(() => inHand.size).toBe(4 * SLOW_SHARDS);
    for (let n = 0; n < 40; n += 1) await schedule(`quick ${n}`, { lane: `lane ${n}` });
    await expect.poll(() => done.length).toBe(40);
    expect(inHand.size).toBe(4 * SLOW_SHARDS);
    await expect
      .poll(() => {
        for (const { end } of inHand.values()) end();
        return done.length;
      })
      .toBe(140);
  });
});

describe('stopping', () => {
  it('waits for what is in hand, tells it to stop after a while, and takes up nothing new', async () => {
    const { due, inHand } = held();
    const worker = start(due);
    await schedule('in hand');
    await schedule('next');
    await expect.poll(() => [...inHand.keys()]).toEqual(['in hand']);
    const stopped = worker[Symbol.asyncDispose]();
    await schedule('new', { lane: 'b' });
    const signal = inHand.get('in hand')?.signal;
    expect(signal?.aborted).toBe(false);
    world.clock.advance(5_000);
    await expect.poll(() => signal?.aborted).toBe(true);
    inHand.get('in hand')?.end();
    await stopped;
    expect(done).toEqual(['in hand']);
    expect(inHand.size).toBe(0);
  });

  it('a shard whose lease is lost stops at once, and is not worked twice in this process', async () => {
    const lost: AbortController[] = [];
    const only = shardOf('tenant-1', 'a');
    const leases: Leases = {
      async hold(name, signal) {
        const one = new AbortController();
        if (name === `later-${only}`) lost.push(one);
        else await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        return lease(one);
      },
    };
    const { due, inHand } = held();
    start(due, { leases });
    await schedule('first', { dueAt: 1 });
    await schedule('second', { dueAt: 2 });
    await schedule('third', { dueAt: 3 });
    await expect.poll(() => [...inHand.keys()]).toEqual(['first']);
    const hand = inHand.get('first');
    lost[0]?.abort();
    expect(hand?.signal.aborted).toBe(true);
    // However long the handler takes: the lease is not asked for again before it has ended.
    world.clock.advance(10 * MINUTE);
    await world.tenant.get(dueEntries, 'first');
    expect(lost).toHaveLength(1);
    expect([...inHand.keys()]).toEqual(['first']);
    hand?.end();
    await expect.poll(() => [...inHand.keys()]).toEqual(['second']);
    expect(lost).toHaveLength(2);
    expect(done).toEqual(['first']);
    inHand.get('second')?.end();
    await expect.poll(() => [...inHand.keys()]).toEqual(['third']);
    inHand.get('third')?.end();
    await expect.poll(() => done).toEqual(['first', 'second', 'third']);
  });

  it('does not count a handler that was told to stop as one that failed', async () => {
    const lost = new AbortController();
    let leased = false;
    const leases: Leases = {
      async hold(_, signal) {
        if (leased) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        leased = true;
        return lease(lost);
      },
    };
    const shard = 0;
    const lane = Array.from({ length: 99 }, (_, n) => `lane ${n}`).find((one) => shardOf('tenant-1', one) === shard) ?? '';
    const steps: string[] = [];
    start(
      async (_, __, signal) => {
        steps.push('begun');
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        steps.push('ended');
        throw new Error('told to stop');
      },
      { leases },
    );
    await schedule('e', { lane });
    await expect.poll(() => steps).toEqual(['begun']);
    lost.abort();
    await expect.poll(() => steps).toEqual(['begun', 'ended']);
    await workers.pop()?.[Symbol.asyncDispose]();
    expect(await entry('e')).toMatchObject({ why: 'scheduled', attempts: 0 });
  });
});

function lease(lost: AbortController): Lease {
  return { lost: lost.signal, async [Symbol.asyncDispose]() {} };
}
