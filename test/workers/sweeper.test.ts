import { expect, it } from 'vitest';
import { dones, inboundLog } from '#contracts/records/messaging.ts';
import { strays } from '#contracts/records/platform.ts';
import { insert, type Store } from '#contracts/store.ts';
import { collections } from '#app/subjects.ts';
import { sweeper } from '#workers/sweeper.ts';
import { givenTenant } from '#test/support/given.ts';
import { quietLog } from '#test/support/quiet.ts';

it('sweeps every other tenant when one of them cannot be swept', async () => {
  const { store, expiring, tenant, clock } = await givenTenant();
  const broken = store.tenant('broken');
  for (let n = 0; n < 150; n += 1) {
    await broken.commit([insert(dones, { id: `done-${n}`, expiresAt: 1 })]);
    await tenant.commit([insert(dones, { id: `done-${n}`, expiresAt: 2 + n })]);
  }
  const tried: string[] = [];
  const errors: unknown[] = [];
  const log = { ...quietLog, error: (_: string, fields?: object) => void errors.push(fields) };
  const failing: Store = {
    ...store,
    tenant(id) {
      tried.push(id);
      const own = store.tenant(id);
      return id === 'broken' ? { ...own, commit: () => Promise.reject(new RangeError('a name nobody may log')) } : own;
    },
  };
  await using _sweeper = sweeper({ store: failing, expiring, collections, clock, log });

  const left = async (of: typeof tenant) => (await of.find(dones, { by: 'byId', equals: [], limit: 1000 })).items.length;
  await expect.poll(() => left(tenant)).toBe(0);
  expect(await left(broken)).toBe(150);
  // Once it has failed, it is left out until the next round.
  const triedAtFirst = tried.filter((id) => id === 'broken').length;
  expect(triedAtFirst).toBeLessThanOrEqual(100);
  expect(errors[0]).toEqual({ error: 'RangeError' });

  await tenant.commit([insert(dones, { id: 'another', expiresAt: 5 })]);
  clock.advance(60_000);
  await expect.poll(() => left(tenant)).toBe(0);
  await expect.poll(() => tried.filter((id) => id === 'broken').length).toBeGreaterThan(triedAtFirst);
});

it("sweeps the platform's own, and asks for no tenant that has nothing to sweep", async () => {
  const { store, expiring, clock } = await givenTenant();
  const stray = { id: 'stray', connectionId: 'c', providerSender: '', reason: 'no_sender', raw: '{}', receivedAt: 1 } as const;
  await store.platform.commit([insert(strays, { ...stray, expiresAt: 2 })]);
  const asked: string[] = [];
  const watched: Store = {
    ...store,
    tenant(id) {
      asked.push(id);
      return store.tenant(id);
    },
  };
  await using _sweeper = sweeper({ store: watched, expiring, collections, clock, log: quietLog });
  await expect.poll(() => store.platform.get(strays, 'stray')).toBeUndefined();
  expect(asked).toEqual([]);
});

it('keeps raw webhooks for as long as the setting says, whenever they came, and for ever at 0', async () => {
  const { store, expiring, tenant, clock } = await givenTenant();
  const came = (id: string, receivedAt: number) => {
    const rest = { connectionId: 'c', senderId: 's', channel: 'test', raw: '{}', kinds: [], unrecognised: false, customers: [] };
    return insert(inboundLog, { ...rest, id, receivedAt });
  };
  await tenant.commit([came('old', clock.now() - 10_001), came('new', clock.now() - 9_000)]);
  const ids = async () =>
    (await tenant.find(inboundLog, { by: 'byTime', equals: [], limit: 10 })).items.map(({ value }) => value.id);

  const asked: string[] = [];
  const watched = {
    expired: (...given: Parameters<typeof expiring.expired>) => (asked.push(given[0].name), expiring.expired(...given)),
  };
  {
    await using _forEver = sweeper({ store, expiring: watched, collections, clock, log: quietLog });
    await expect.poll(() => asked.includes(dones.name)).toBe(true);
  }
  expect(asked).not.toContain(inboundLog.name);
  expect(await ids()).toEqual(['old', 'new']);
  const keptMs = { messages: 0, raw_log: 10_000 };
  await using _sweeper = sweeper({ store, expiring: watched, collections, clock, log: quietLog, keptMs });
  await expect.poll(ids).toEqual(['new']);
});
