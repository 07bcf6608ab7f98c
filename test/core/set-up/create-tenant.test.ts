import { describe, expect, it } from 'vitest';
import { tenants } from '#contracts/records/platform.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { all } from '#core/walking/everything.ts';
import { type TenantWish, createTenant, finishTenant } from '#core/set-up/create-tenant.ts';
import { idsFor, slugOf } from '#core/set-up/tenant-id.ts';
import { givenTenant } from '#test/support/given.ts';
import { crashedAnywhere, failingAt } from './failing-store.ts';

const profile = { name: 'Salón Sol', zone: 'Europe/Madrid', locale: 'es', region: 'ES' } as const;
type World = Awaited<ReturnType<typeof givenTenant>>;
const known = async ({ store }: Pick<World, 'store'>) =>
  (await all(store.platform, tenants, { by: 'byName', equals: [] })).map(({ value }) => value);

describe('the id of a tenant', () => {
  it.each([
    ['Salón Sol', 'salon-sol'],
    ['  Ñandú & Hijos, S.L. ', 'nandu-hijos-s-l'],
    ['<script>alert(1)</script>', 'script-alert-1-script'],
    ['../../etc/passwd', 'etc-passwd'],
    ['美容室', 'business'],
    ['---', 'business'],
    ['Platform', 'business'],
    ['A'.repeat(80), 'a'.repeat(40)],
    [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
  ])('of %s is %s', (name, id) => {
    expect(slugOf(name)).toBe(id);
    expect(slugOf(name)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
  });

  it('gets a number when it is taken', () => {
    const ids = idsFor('Salón Sol');
    expect([1, 2, 3].map(() => ids.next().value)).toEqual(['salon-sol', 'salon-sol-2', 'salon-sol-3']);
  });
});

describe('creating a tenant', () => {
  it('makes its record and its profile, and says so once', async () => {
    const world = await givenTenant();
    expect(await createTenant(world.store, world.clock, { profile })).toEqual({
      kind: 'created',
      tenantId: 'salon-sol',
      anew: true,
    });
    expect((await world.store.tenant('salon-sol').get(profiles, 'profile'))?.value).toEqual({
      ...profile,
      id: 'profile',
      holidays: [],
    });
    expect(await known(world)).toContainEqual({ id: 'salon-sol', name: 'Salón Sol', createdAt: world.clock.now() });
  });

  it('gives two businesses of one name two ids', async () => {
    const world = await givenTenant();
    const made = await Promise.all(
      [1, 2, 3].map((n) => createTenant(world.store, world.clock, { profile: { ...profile, address: `${n}` } })),
    );
    expect(made.map((one) => one.kind === 'created' && one.tenantId).toSorted()).toEqual([
      'salon-sol',
      'salon-sol-2',
      'salon-sol-3',
    ]);
  });

  it('with an id creates it once, and refuses the id to another business', async () => {
    const world = await givenTenant();
    const wish = { id: 'sol', profile };
    expect(await createTenant(world.store, world.clock, wish)).toMatchObject({ anew: true });
    expect(await createTenant(world.store, world.clock, wish)).toEqual({ kind: 'created', tenantId: 'sol', anew: false });
    expect(await createTenant(world.store, world.clock, { id: 'sol', profile: { ...profile, name: 'Luna' } })).toEqual({
      kind: 'id_taken',
    });
    expect(await createTenant(world.store, world.clock, { id: 'tenant-1', profile })).toEqual({ kind: 'id_taken' });
  });

  it.each<[TenantWish]>([[{ profile }], [{ id: 'sol', profile }]])(
    'is whole after a crash anywhere, called again (%j)',
    async (wish) => {
      const commits = await crashedAnywhere(
        givenTenant,
        (world, store) => createTenant(store, world.clock, wish),
        async (world, about) => {
          const id = wish.id ?? 'salon-sol';
          const records = (await known(world)).filter((one) => one.id.startsWith(id));
          // A commit that failed after the last one was on disk is a finished tenant, and the same call without an id makes another.
          const [first] = records;
          expect([first?.id, first?.begun], about).toEqual([id, undefined]);
          for (const one of records) {
            const own = (await world.store.tenant(one.id).get(profiles, 'profile'))?.value;
            expect(own, about).toEqual({ ...profile, id: 'profile', holidays: [] });
          }
          expect(records.length, about).toBe(wish.id === undefined && about.startsWith('after commit 3') ? 2 : 1);
        },
      );
      expect(commits).toBe(3);
    },
  );

  it('can be finished by whoever finds it half made', async () => {
    const world = await givenTenant();
    await createTenant(failingAt(world.store, 2, 'before'), world.clock, { profile }).catch(() => {});
    expect((await known(world)).find(({ id }) => id === 'salon-sol')?.begun).toBeDefined();
    await finishTenant(world.store, 'salon-sol');
    await finishTenant(world.store, 'salon-sol');
    await finishTenant(world.store, 'nobody');
    expect((await known(world)).find(({ id }) => id === 'salon-sol')?.begun).toBeUndefined();
    expect((await world.store.tenant('salon-sol').get(profiles, 'profile'))?.value.name).toBe('Salón Sol');
  });
});
