import { describe, expect, it } from 'vitest';
import { CONTACT_LIMITS, TENANT_LIMITS, counted, spend } from '#core/assistant/budget.ts';
import { assistantUses } from '#contracts/records/assistant.ts';
import { givenTenant } from '#test/support/given.ts';

const HOUR_MS = 3_600_000;
const NOON = Date.parse('2026-12-01T12:00Z');

describe('the budget', () => {
  it('counts by the hour and by the day', () => {
    const limits = { perHour: 2, perDay: 3 };
    const one = counted('tenant', undefined, NOON, limits);
    const two = counted('tenant', one, NOON + 1, limits);
    expect(counted('tenant', two, NOON + HOUR_MS - 1, limits)).toBeUndefined();
    const three = counted('tenant', two, NOON + HOUR_MS, limits);
    expect(three).toMatchObject({ inHour: 1, inDay: 3 });
    expect(counted('tenant', three, NOON + 2 * HOUR_MS, limits)).toBeUndefined();
    expect(counted('tenant', three, NOON + 12 * HOUR_MS, limits)).toMatchObject({ inHour: 1, inDay: 1 });
  });

  it('ends for one contact, not for another, and begins again with the next hour', async () => {
    await using world = await givenTenant();
    const { tenant, clock } = world;
    for (let n = 0; n < CONTACT_LIMITS.perHour; n += 1) expect(await spend(tenant, 'ana', clock.now())).toBe(true);
    expect(await spend(tenant, 'ana', clock.now())).toBe(false);
    expect(await spend(tenant, 'bo', clock.now())).toBe(true);
    expect((await tenant.get(assistantUses, 'tenant'))?.value.inHour).toBe(CONTACT_LIMITS.perHour + 1);
    clock.advance(HOUR_MS);
    expect(await spend(tenant, 'ana', clock.now())).toBe(true);
  });

  it('ends for all contacts of a tenant together', async () => {
    await using world = await givenTenant();
    const { tenant, clock } = world;
    for (let n = 0; n < TENANT_LIMITS.perHour; n += 1) expect(await spend(tenant, `contact-${n}`, clock.now())).toBe(true);
    expect(await spend(tenant, 'another', clock.now())).toBe(false);
    expect(await spend(world.store.tenant('tenant-2'), 'another', clock.now())).toBe(true);
  });

  it('counts every one of many at once', async () => {
    await using world = await givenTenant();
    const { tenant, clock } = world;
    const spent = await Promise.all(Array.from({ length: 14 }, () => spend(tenant, 'ana', clock.now())));
    expect(spent.filter(Boolean)).toHaveLength(CONTACT_LIMITS.perHour);
  });

  it('is swept the day after', async () => {
    await using world = await givenTenant();
    const { tenant, clock } = world;
    await spend(tenant, 'ana', clock.now());
    const expired = () => world.expiring.expired(assistantUses, clock.now(), 10, []);
    expect(await expired()).toEqual([]);
    clock.advance(24 * HOUR_MS);
    expect(await expired()).toHaveLength(2);
  });
});
