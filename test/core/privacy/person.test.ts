import { describe, expect, it } from 'vitest';
import { identityRecords } from '#contracts/records/people.ts';
import { insert } from '#contracts/store.ts';
import { concerns, isOf, keysOf, namesOf, personOf } from '#core/privacy/person.ts';
import { arrivalOf, messageOf } from '#test/workers/events.ts';
import { givenTenant, said } from '#test/support/given.ts';

const DAY_MS = 24 * 3_600_000;
const owned = (id: string, contactId: string, since: number, until: number) =>
  ({ id, kind: 'phone', scope: '', value: '+34600000001', contactId, provenance: 'message', since, until }) as const;

describe('a number that went from one contact to another', () => {
  it('names each of them while it was theirs, and a week longer for what is late', async () => {
    const { tenant } = await givenTenant();
    await tenant.commit([
      insert(identityRecords, owned('i1', 'a', DAY_MS, 10 * DAY_MS)),
      insert(identityRecords, owned('i2', 'b', 10 * DAY_MS, 0)),
    ]);
    const [[a], [b]] = [await namesOf(tenant, 'a'), await namesOf(tenant, 'b')];
    if (!a || !b) throw new Error('no names');
    const days = (name: typeof a) =>
      [0, 1, 9, 10, 16, 17, 99].filter((day) => isOf({ scopes: new Map() }, name, { senderId: 's', receivedAt: day * DAY_MS }));
    expect([days(a), days(b)]).toEqual([
      [1, 9, 10, 16],
      [10, 16, 17, 99],
    ]);
  });

  it('names its only owner whenever', async () => {
    const { tenant } = await givenTenant();
    await tenant.commit([insert(identityRecords, owned('i1', 'a', DAY_MS, 10 * DAY_MS))]);
    expect(await namesOf(tenant, 'a')).toMatchObject([{ from: 0, until: 0 }]);
  });
});

describe('a user id', () => {
  it('names a customer of its own business account only', () => {
    const name = { kind: 'user_id', scope: 'portfolio-1', value: 'ES.1', from: 0, until: 0 } as const;
    const scopes = new Map([
      ['one', 'portfolio-1'],
      ['two', 'portfolio-2'],
    ]);
    const at = (senderId: string) => isOf({ scopes }, name, { senderId, receivedAt: 1 });
    expect([at('one'), at('two'), at('gone')]).toEqual([true, false, true]);
    expect(keysOf(name)).toHaveLength(1);
  });
});

describe('an event of the bus', () => {
  it('concerns whom it names by an id of ours, or by what the provider said', async () => {
    const { store, tenant } = await givenTenant();
    const names = [{ kind: 'phone', scope: '', value: '+34600000001', from: 0, until: 0 }] as const;
    const person = await personOf(store, tenant, 'contact-1', names);
    const other = await personOf(store, tenant, 'contact-2', [{ ...names[0], value: '+34600000009' }]);
    const events = [messageOf('received', 'm'), arrivalOf(said('hi'), 'e')];
    expect(events.map((event) => [concerns(person, event), concerns(other, event)])).toEqual([
      [true, false],
      [true, false],
    ]);
  });
});
