import { expect, it } from 'vitest';
import { tenants } from '#contracts/records/platform.ts';
import { dones } from '#contracts/records/messaging.ts';
import { insert } from '#contracts/store.ts';
import { sweeper } from '#workers/sweeper.ts';
import { givenTenant } from '#test/support/given.ts';
import { quietLog } from '#test/support/quiet.ts';

it('sweeps every other tenant when one of them cannot be swept', async () => {
  const { store, tenant, clock } = await givenTenant();
  await store.platform.commit([insert(tenants, { id: 'broken', name: 'A broken one, first by name', createdAt: 1 })]);
  await tenant.commit(Array.from({ length: 150 }, (_, n) => insert(dones, { id: `done-${n}`, expiresAt: 1 + n })));
  const swept: string[] = [];
  const errors: unknown[] = [];
  const log = { ...quietLog, error: (_: string, fields?: object) => void errors.push(fields) };
  await using _sweeper = sweeper(
    store,
    async ({ tenantId }) => {
      swept.push(tenantId);
      if (tenantId === 'broken') throw new RangeError('a name nobody may log');
    },
    clock,
    log,
  );

  const left = async () => (await tenant.find(dones, { by: 'byExpiry', equals: [], limit: 10 })).items.length;
  await expect.poll(left).toBe(0);
  expect(swept).toEqual(['broken', 'tenant-1']);
  expect(errors).toEqual([{ error: 'RangeError' }]);
  clock.advance(60_000);
  await expect.poll(() => swept).toEqual(['broken', 'tenant-1', 'broken', 'tenant-1']);
});
