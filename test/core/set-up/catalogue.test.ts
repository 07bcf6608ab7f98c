import { describe, expect, it } from 'vitest';
import { bookings } from '#contracts/records/booking.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { type TenantStore, insert, replace, unchanged } from '#contracts/store.ts';
import { readCatalog } from '#core/catalog/catalog.ts';
import { applyPack } from '#core/set-up/apply-pack.ts';
import {
  createService,
  createStaff,
  deleteService,
  deleteStaff,
  listServices,
  listStaff,
  updateService,
  updateStaff,
} from '#core/set-up/catalogue.ts';
import { examplePrice, packs } from '#core/set-up/packs.ts';
import { changeHolidays, changeProfile } from '#core/set-up/profile.ts';
import { aMember, aService } from '#test/core/booking/given.ts';
import { givenTenant } from '#test/support/given.ts';
import { crashedAnywhere } from './failing-store.ts';

const { id: _, position: __, ...serviceWish } = aService();
const { id: ___, position: ____, ...staffWish } = aMember();

async function given() {
  const world = await givenTenant();
  await world.tenant.commit([insert(staff, aMember()), insert(services, aService())]);
  return world;
}

const booked = (own: TenantStore, at: number, over: object = {}) =>
  own.commit([
    insert(bookings, {
      id: 'booking-1',
      contactId: 'c',
      serviceId: 'cut',
      serviceName: 'Cut',
      staffId: 'ana',
      staffName: 'Ana',
      startsAt: at,
      endsAt: at + 3_600_000,
      date: '2026-12-02',
      time: '09:00',
      zone: 'Europe/Madrid',
      price: { amount: 1, currency: 'EUR' },
      state: 'confirmed',
      expiresAt: 0,
      chosenBecause: 'asked_for',
      history: [],
      ...over,
    }),
  ]);

describe('services and staff', () => {
  it('come at the end of the list, and are changed at the version that was read', async () => {
    const { tenant, newId } = await given();
    const made = await createService(tenant, newId, { ...serviceWish, name: 'Colour' });
    if (made.kind !== 'kept') throw new Error(made.kind);
    expect((await listServices(tenant)).map(({ value }) => value.name)).toEqual(['Cut', 'Colour']);
    const { id } = made.item.value;
    expect(await updateService(tenant, id, 1, { ...serviceWish, name: 'Gloss' })).toMatchObject({
      kind: 'kept',
      item: { version: 2 },
    });
    expect(await updateService(tenant, id, 1, { ...serviceWish, name: 'Lost' })).toEqual({ kind: 'changed' });
    expect(await updateService(tenant, 'nobody', 1, serviceWish)).toEqual({ kind: 'not_found' });
    expect((await tenant.get(services, id))?.value).toMatchObject({ name: 'Gloss', position: 2 });
    const person = await createStaff(tenant, newId, { ...staffWish, name: 'Leo' });
    if (person.kind !== 'kept') throw new Error(person.kind);
    expect(await updateStaff(tenant, person.item.value.id, 1, { ...staffWish, name: 'Lea' })).toMatchObject({ kind: 'kept' });
    expect((await listStaff(tenant)).map(({ value }) => value.name)).toEqual(['Ana', 'Lea']);
  });

  it('name only staff of this business', async () => {
    const { tenant, newId, store } = await given();
    await store.tenant('tenant-2').commit([insert(staff, aMember({ id: 'theirs' }))]);
    for (const strange of ['theirs', 'nobody', '__proto__'])
      expect(await createService(tenant, newId, { ...serviceWish, staffIds: ['ana', strange] })).toEqual({
        kind: 'no_such_staff',
        place: 1,
      });
    expect(await updateService(tenant, 'cut', 1, { ...serviceWish, staffIds: ['theirs'] })).toEqual({
      kind: 'no_such_staff',
      place: 0,
    });
  });

  it('are deleted when nothing refers to them, else it says what does', async () => {
    const { tenant, clock } = await given();
    expect(await deleteStaff(tenant, clock, 'ana', 1)).toEqual({ kind: 'in_use', by: 'they offer Cut: take them off first' });
    await booked(tenant, clock.now() + 3_600_000);
    expect(await deleteService(tenant, clock, 'cut', 1)).toMatchObject({
      kind: 'in_use',
      by: expect.stringContaining('2026-12-02 at 09:00'),
    });
    expect(await deleteService(tenant, clock, 'cut', 7)).toEqual({ kind: 'changed' });
    const was = await tenant.get(bookings, 'booking-1');
    if (was) await tenant.commit([replace(bookings, was, { ...was.value, state: 'cancelled' })]);
    expect(await deleteService(tenant, clock, 'cut', 1)).toEqual({ kind: 'deleted' });
    expect(await deleteStaff(tenant, clock, 'ana', 1)).toEqual({ kind: 'deleted' });
    expect([await listServices(tenant), await listStaff(tenant)]).toEqual([[], []]);
  });

  it.each([
    ['over', { state: 'completed' }, 'deleted'],
    ['held and expired', { state: 'held', expiresAt: 1 }, 'deleted'],
    ['held', { state: 'held', expiresAt: 9_000_000_000_000 }, 'in_use'],
  ])('of a booking that is %s', async (_what, over, kind) => {
    const { tenant, clock } = await given();
    await booked(tenant, clock.now() + 3_600_000, over);
    expect((await deleteService(tenant, clock, 'cut', 1)).kind).toBe(kind);
  });

  it('cannot be booked between the look and the deletion', async () => {
    const { tenant, clock } = await given();
    const asRead = await tenant.get(services, 'cut');
    if (!asRead) throw new Error('it is there');
    let looks = 0;
    // Somebody who read the service before books it after the first look: what they pinned has changed by then.
    const late: TenantStore = {
      ...tenant,
      async find(collection, query) {
        const page = await tenant.find(collection, query);
        if (collection.name === bookings.name && (looks += 1) === 1) {
          expect((await booked(tenant, clock.now() + 3_600_000)).kind).toBe('committed');
        }
        return page;
      },
    };
    expect(await deleteService(late, clock, 'cut', 1)).toMatchObject({ kind: 'in_use' });
    expect((await readCatalog(tenant))?.services.map(({ value }) => value.id)).toEqual(['cut']);
    expect(await tenant.commit([unchanged(services, asRead)])).toMatchObject({ kind: 'stale' });
  });

  it('are offered to nobody while they are being deleted', async () => {
    const { tenant } = await given();
    const was = await tenant.get(services, 'cut');
    if (was) await tenant.commit([replace(services, was, { ...was.value, retired: true })]);
    expect((await readCatalog(tenant))?.services).toEqual([]);
  });

  it('are gone after a crash anywhere, deleted again', async () => {
    const commits = await crashedAnywhere(
      given,
      async ({ clock, tenant }, store) =>
        deleteService(store.tenant('tenant-1'), clock, 'cut', (await tenant.get(services, 'cut'))?.version ?? 0),
      async ({ tenant }, about) => expect(await tenant.get(services, 'cut'), about).toBeUndefined(),
    );
    expect(commits).toBe(2);
  });

  it('have an end', async () => {
    const { tenant, newId } = await given();
    for (let n = 1; n < 200; n += 1) await createStaff(tenant, newId, staffWish);
    expect(await createStaff(tenant, newId, staffWish)).toEqual({ kind: 'too_many' });
    expect(await applyPack(tenant, 'salon')).toEqual({ kind: 'too_many' });
  });
});

describe('the profile', () => {
  const wish = { name: 'Luna', zone: 'Europe/Madrid', locale: 'es' } as const;

  it('is replaced, and its holidays and picture stay', async () => {
    const { tenant, clock } = await given();
    expect(await changeHolidays(tenant, 1, ['2026-12-25', '2026-12-08', '2026-12-25'])).toMatchObject({ kind: 'kept' });
    expect(await changeProfile(tenant, clock, 2, wish)).toMatchObject({ kind: 'kept', profile: { version: 3 } });
    expect((await tenant.get(profiles, 'profile'))?.value).toEqual({
      ...wish,
      id: 'profile',
      holidays: ['2026-12-08', '2026-12-25'],
    });
    expect(await changeProfile(tenant, clock, 2, wish)).toEqual({ kind: 'changed' });
    expect(await changeHolidays(tenant, 1, [])).toEqual({ kind: 'changed' });
  });

  it('keeps its time zone while there are bookings', async () => {
    const { tenant, clock } = await given();
    await booked(tenant, clock.now() + 3_600_000);
    expect(await changeProfile(tenant, clock, 1, { ...wish, zone: 'America/New_York' })).toEqual({ kind: 'zone_in_use' });
    expect(await changeProfile(tenant, clock, 1, wish)).toMatchObject({ kind: 'kept' });
  });
});

describe('a starter pack', () => {
  it.each(packs.map(({ id }) => id))('%s makes a business that can be booked, once', async (id) => {
    const { tenant } = await givenTenant();
    const applied = await applyPack(tenant, id);
    expect(applied).toMatchObject({ kind: 'applied' });
    const catalog = await readCatalog(tenant);
    expect(catalog?.services.length).toBeGreaterThan(2);
    for (const { value } of catalog?.services ?? []) {
      const people = catalog?.staff.filter((one) => value.staffIds.includes(one.value.id)) ?? [];
      expect(people.length).toBe(value.staffIds.length);
      expect(people.some((one) => one.value.weeklyHours.length > 0)).toBe(true);
      expect(value.price.currency).toBe('EUR');
    }
    expect(await applyPack(tenant, id)).toEqual({ kind: 'applied', services: 0, staff: 0 });
    expect(await applyPack(tenant, 'zoo')).toEqual({ kind: 'no_such_pack' });
  });

  it('speaks the language of the business, and prices look like prices there', async () => {
    const { tenant } = await givenTenant();
    const was = await tenant.get(profiles, 'profile');
    if (was) await tenant.commit([replace(profiles, was, { ...was.value, locale: 'es', region: 'CL' })]);
    await applyPack(tenant, 'salon');
    const [cut] = (await listServices(tenant)).map(({ value }) => value);
    expect([cut?.name, cut?.price]).toEqual(['Corte', { amount: 30_000, currency: 'CLP' }]);
    expect(examplePrice(3000, 'MX')).toEqual({ amount: 60_000, currency: 'MXN' });
    expect(examplePrice(0, 'US')).toEqual({ amount: 0, currency: 'USD' });
    expect(examplePrice(3000, undefined)).toEqual({ amount: 3000, currency: 'EUR' });
  });
});
