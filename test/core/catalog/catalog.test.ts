import { describe, expect, it } from 'vitest';
import { catalogVersions, services, staff } from '#contracts/records/catalog.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { BATCH_LIMIT, FIND_LIMIT, type TenantStore, type Write, insert, remove, replace, unchanged } from '#contracts/store.ts';
import { catalogBook } from '#core/catalog/catalog.ts';
import { catalogVersioned } from '#core/catalog/versioned.ts';
import { staged } from '#core/batches/staged.ts';
import { aMember, aService } from '#test/core/booking/given.ts';
import { givenTenant } from '#test/support/given.ts';

/** Two instances on one store, and how often the first one reads. */
async function given() {
  const { store, tenant: bare, newId } = await givenTenant();
  const [ours, theirs] = [1, 2].map(() => catalogVersioned(store, newId).tenant('tenant-1')) as [TenantStore, TenantStore];
  await ours.commit([insert(services, aService()), insert(staff, aMember())]);
  const reads: string[] = [];
  const counted: TenantStore = {
    ...ours,
    get: (collection, id) => (reads.push(collection.name), ours.get(collection, id)),
    find: (collection, query) => (reads.push(collection.name), ours.find(collection, query)),
  };
  const version = async () => (await bare.get(catalogVersions, 'current'))?.value.version;
  return { bare, ours, theirs, counted, reads, version };
}

const [cut, ana] = [aService(), aMember()];

describe('the version of a catalogue', () => {
  it.each([
    ['service comes', (_: TenantStore) => [insert(services, aService({ id: 'new' }))]],
    ['service goes', async (own: TenantStore) => [remove(services, (await own.get(services, cut.id))!)]],
    [
      'staff member changes',
      async (own: TenantStore) => [replace(staff, (await own.get(staff, ana.id))!, { ...ana, name: 'Anna' })],
    ],
    [
      'profile changes',
      async (own: TenantStore) => {
        const was = (await own.get(profiles, 'profile'))!;
        return [replace(profiles, was, { ...was.value, name: 'New' })];
      },
    ],
  ])('is another once a %s', async (_, change) => {
    const { ours, version } = await given();
    const before = await version();
    expect(await ours.commit(await change(ours))).toEqual({ kind: 'committed' });
    expect(await version()).not.toBe(before);
  });

  it('stays where a batch only looks at the catalogue, or is refused', async () => {
    const { ours, version } = await given();
    const before = await version();
    const was = (await ours.get(services, cut.id))!;
    await ours.commit([unchanged(services, was)]);
    expect(await ours.commit([insert(services, cut)])).toMatchObject({ kind: 'taken', collection: 'services' });
    expect(await version()).toBe(before);
  });

  it('stands in the way of nobody who changes another part of it at the same moment', async () => {
    const { ours, theirs } = await given();
    const all = Array.from({ length: 10 }, (_, n) =>
      [ours, theirs][n % 2]!.commit([insert(services, aService({ id: `s${n}` }))]),
    );
    expect(await Promise.all(all)).toEqual(all.map(() => ({ kind: 'committed' })));
  });
});

describe('the catalogue', () => {
  it('is read once, and then one small document tells that it still holds', async () => {
    const { counted, reads } = await given();
    const catalogOf = catalogBook();
    const first = await catalogOf(counted);
    reads.length = 0;
    expect(await catalogOf(counted)).toBe(first);
    expect(reads).toEqual(['catalog_versions']);
  });

  it('contains every service and every staff member, however many there are', async () => {
    const { ours } = await given();
    const ids = Array.from({ length: FIND_LIMIT + 1 }, (_, n) => `more${n}`);
    const more: Write[] = ids.flatMap((id, n) => [
      insert(services, aService({ id, position: n + 1 })),
      insert(staff, aMember({ id, position: n + 1 })),
    ]);
    for (let n = 0; n < more.length; n += BATCH_LIMIT.writes - 1) await ours.commit(more.slice(n, n + BATCH_LIMIT.writes - 1));
    const catalog = await catalogBook()(ours);
    expect([catalog?.services.length, catalog?.staff.length]).toEqual([ids.length + 1, ids.length + 1]);
  });

  it('is read anew when another instance has changed it, also through a staged batch', async () => {
    const { ours, theirs } = await given();
    const catalogOf = catalogBook();
    const first = await catalogOf(staged(ours));
    await theirs.commit([insert(services, aService({ id: 'new' }))]);
    const second = await catalogOf(staged(ours));
    expect(first?.services).toHaveLength(1);
    expect(second?.services).toHaveLength(2);
    expect(second?.id).not.toBe(first?.id);
  });

  it('is not remembered under a version that came while it was read', async () => {
    const { ours, theirs } = await given();
    const catalogOf = catalogBook();
    const slow: TenantStore = {
      ...ours,
      async get(collection, id) {
        const found = await ours.get(collection, id);
        // Read before the change, though the version was read before it, too.
        if (collection.name === 'profiles') await theirs.commit([insert(staff, aMember({ id: 'late' }))]);
        return found;
      },
    };
    await catalogOf(slow);
    expect((await catalogOf(ours))?.staff.map(({ value }) => value.id)).toContain('late');
  });

  it('has the id of its content, so a change that is taken back leads to the same', async () => {
    const { ours } = await given();
    const catalogOf = catalogBook();
    const before = (await catalogOf(ours))?.id;
    await ours.commit([insert(services, aService({ id: 'new' }))]);
    await ours.commit([remove(services, (await ours.get(services, 'new'))!)]);
    expect((await catalogOf(ours))?.id).toBe(before);
  });

  it('is read each time in a store that keeps no versions, so that nothing old is used', async () => {
    const { store, tenant, newId: _ } = await givenTenant();
    const catalogOf = catalogBook();
    expect((await catalogOf(tenant))?.services).toHaveLength(0);
    await store.tenant('tenant-1').commit([insert(services, aService())]);
    expect((await catalogOf(tenant))?.services).toHaveLength(1);
  });

  it('forgets the tenant that asked least lately', async () => {
    const { store, newId } = await givenTenant();
    const versioned = catalogVersioned(store, newId);
    const catalogOf = catalogBook(2);
    const [a, b, c] = ['a', 'b', 'c'].map((id) => versioned.tenant(id)) as [TenantStore, TenantStore, TenantStore];
    for (const own of [a, b, c])
      await own.commit([insert(profiles, { id: 'profile', name: own.tenantId, zone: 'UTC', locale: 'en', holidays: [] })]);
    const [first] = [await catalogOf(a), await catalogOf(b)];
    expect(await catalogOf(a)).toBe(first);
    const second = await catalogOf(b);
    await catalogOf(c);
    expect(await catalogOf(b)).toBe(second);
    expect(await catalogOf(a)).not.toBe(first);
  });
});
