import { expect, it } from 'vitest';
import { bookings } from '#contracts/records/booking.ts';
import { contacts, identityRecords } from '#contracts/records/people.ts';
import { type Stored, insert, replace } from '#contracts/store.ts';
import { appendAudit } from '#core/audit/append.ts';
import { bookingOf } from '#test/core/privacy/given-person.ts';
import { givenApi } from './given-api.ts';

const at = '/api/tenants/tenant-1/contacts/contact-1';

async function given() {
  const api = await givenApi();
  await api.tenant.commit([
    insert(contacts, { id: 'contact-1', name: 'Ana', createdAt: 1 }),
    insert(identityRecords, {
      id: 'i',
      kind: 'phone',
      scope: '',
      value: '+34600000001',
      contactId: 'contact-1',
      provenance: 'message',
      since: 1,
      until: 0,
    }),
  ]);
  await api.converses({ id: 'conversation-1' });
  return api;
}

it('counts, hands out and erases what there is of a contact', async () => {
  await using api = await given();
  expect(await api.read(`${at}/erasure`)).toEqual({
    contactId: 'contact-1',
    state: 'none',
    counts: { contacts: 1, conversations: 1, identities: 1, inbox_rows: 1 },
    upcomingBookings: 0,
  });
  const exported = await api.get(`${at}/export`);
  expect(JSON.parse(exported.text).documents.contacts).toEqual([{ id: 'contact-1', name: 'Ana', createdAt: 1 }]);
  const key = { 'idempotency-key': 'once' };
  const erased = await api.post(`${at}/erase`, undefined, key);
  expect(erased).toEqual({ status: 200, body: { contactId: 'contact-1', counts: { conversations: 1, inbox_rows: 1 } } });
  expect(await api.post(`${at}/erase`, undefined, key)).toEqual(erased);
  expect(await api.post(`${at}/erase`, undefined)).toEqual({ status: 200, body: { contactId: 'contact-1', counts: {} } });
  expect((await api.get(`${at}/export`)).status).toBe(404);
  expect((await api.read(`${at}/erasure`)).state).toBe('done');
});

it('refuses to erase while a booking is ahead', async () => {
  await using api = await given();
  const ahead = bookingOf('contact-1', api.clock.now() + 1_000, 'ahead');
  await api.tenant.commit([insert(bookings, ahead)]);
  expect(await api.post(`${at}/erase`, undefined)).toMatchObject({ status: 409, body: { code: 'upcoming_bookings' } });
  const was = (await api.tenant.get(bookings, 'ahead')) as Stored<typeof ahead>;
  await api.tenant.commit([replace(bookings, was, { ...ahead, state: 'cancelled' })]);
  expect((await api.post(`${at}/erase`, undefined)).status).toBe(200);
});

it('lists the audit log page by page, newest first', async () => {
  await using api = await given();
  const facts = Array.from({ length: 60 }, (_, n) => ({ id: `e${n}`, kind: 'contact.erased', at: n, about: { by: 'user-1' } }));
  await appendAudit(api.tenant, facts);
  const first = await api.read('/api/tenants/tenant-1/audit');
  const second = await api.read(`/api/tenants/tenant-1/audit?cursor=${encodeURIComponent(first.next)}`);
  const shown = [...first.items, ...second.items].map(({ sequence }) => sequence);
  expect(shown).toEqual(Array.from({ length: 60 }, (_, n) => 60 - n));
  expect(first.items[0].about).toEqual({ by: 'user-1' });
  expect((await api.get('/api/tenants/tenant-1/audit?cursor=made-up')).status).toBe(400);
});
