import { vi } from 'vitest';
import { collections } from '#app/subjects.ts';
import { openFolderFiles } from '#adapters/folder/index.ts';
import type { Consumer } from '#contracts/bus.ts';
import type { InboundPart } from '#contracts/channel.ts';
import type { Collection } from '#contracts/collection.ts';
import { arrivalEvents } from '#contracts/events/arrivals.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import { contactEvents } from '#contracts/events/people.ts';
import { reading } from '#contracts/events/all.ts';
import type { Identities, InboundEvent } from '#contracts/inbound.ts';
import { keptAnswers } from '#contracts/records/api.ts';
import { type Booking, bookings } from '#contracts/records/booking.ts';
import { dialogues, turns } from '#contracts/records/dialogue.ts';
import { notes } from '#contracts/records/inbox.ts';
import { messages, providerMessages, unsettledSends } from '#contracts/records/messaging.ts';
import { identityRecords } from '#contracts/records/people.ts';
import { addresses, senders, tenants } from '#contracts/records/platform.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { insert } from '#contracts/store.ts';
import { ingest } from '#core/arrivals/ingest.ts';
import { audit } from '#core/audit/consumer.ts';
import { crmSync } from '#core/crm/consumer.ts';
import { inboxCounts } from '#core/inbox/consumer.ts';
import { channelSource } from '#core/messaging/channel-source.ts';
import { noReceipts } from '#core/messaging/receipts.ts';
import { recorder } from '#core/messaging/recorder.ts';
import { eraseContact } from '#core/privacy/erase-contact.ts';
import { everything } from '#core/walking/everything.ts';
import { addressOne, said, senderOne, status } from '#test/support/given.ts';
import type { Subject } from '#test/contracts/subject.ts';
import { countedIds } from '#test/support/ids.ts';
import type { TestClock } from '#test/support/clock.ts';
import { quietMetrics } from '#test/support/quiet.ts';

const UNTIL = { timeout: 20_000, interval: 10 };

export const ZAC = { phone: '+34655443322', userId: 'ES.zacharias' };
export const BO = { phone: '+34600000002', userId: 'ES.bo' };
/** What a search for the person's bytes looks for. */
export const TRACES = ['655443322', 'zacharias', 'Zachary Unico', 'my secret poem', 'bytes of a picture', 'wamid.zac'];

const at = Temporal.Instant.from('2026-12-01T09:00:00Z').epochMilliseconds;

/** Two customers who wrote, one of them with something in every collection that can have something of a person. */
export async function givenPerson(subject: Subject, clock: TestClock, folder: string, texts = 2) {
  const { store, bus } = subject;
  const tenant = store.tenant('tenant-1');
  const files = await openFolderFiles({ folder });
  await store.platform.commit([
    insert(tenants, { id: 'tenant-1', name: 'Test Salon', createdAt: at }),
    insert(senders, senderOne),
    insert(addresses, addressOne),
  ]);
  await tenant.commit([
    insert(profiles, { id: 'profile', name: 'Test Salon', zone: 'Europe/Madrid', locale: 'en', holidays: [] }),
  ]);

  const changed: string[] = [];
  const live = { changed: (_: string, id: string) => void changed.push(id), follow: () => () => {} };
  const consumers = [recorder(store, countedIds(), live), audit(store), inboxCounts(store, clock), crmSync(store, clock)];
  for (const consumer of consumers) bus.subscribe(consumer);
  // Fails for ever, so everything of the person is parked, too.
  const broken: Consumer = {
    name: 'broken',
    ...reading([arrivalEvents.message, conversationEvents.opened, contactEvents.created]),
    slice: 1,
    handle: async () => Promise.reject(new Error('broken')),
  };
  bus.subscribe(broken);

  async function arrives(...parts: InboundPart[]): Promise<void> {
    const connection = {
      acknowledgement: { status: 200, type: 'text/plain', body: '' },
      handshake: () => undefined,
      receive: () => parts,
    };
    const open = channelSource({
      id: 'connection-1',
      name: 'test',
      connection,
      senderOf: async () => senderOne,
      tenantsOf: async () => [],
    });
    const take = ingest({ store, clock, metrics: quietMetrics });
    await take(open, { method: 'POST', url: '', headers: {}, body: new Uint8Array() });
    await settled();
  }

  /** Until every consumer has handled everything, or parked it. */
  function settled(): Promise<void> {
    return vi.waitFor(async () => {
      clock.advance(10_000);
      for (const consumer of [...consumers, broken]) if ((await bus.lag(consumer)).waiting > 0) throw new Error('not yet');
    }, UNTIL);
  }

  const part = (...events: InboundEvent[]): InboundPart => ({ address: '100', raw: JSON.stringify(events), events });
  const wrote = (from: Identities, name: string, id: string, body: string) =>
    said(body, { from, profileName: name, providerMessageId: id, at: clock.now() });
  const picture = said('', {
    from: ZAC,
    profileName: 'Zachary Unico',
    providerMessageId: 'wamid.zac-picture',
    at,
    content: { kind: 'media', media: 'image', source: { id: 'provider-file', mimeType: 'image/png' } } as never,
  });
  const zacWrites = (id: string) => arrives(part(wrote(ZAC, 'Zachary Unico', id, 'my secret poem')));

  await arrives(
    ...Array.from({ length: texts }, (_, n) => part(wrote(ZAC, 'Zachary Unico', `wamid.zac${n}`, `my secret poem ${n}`))),
    part(picture),
    part(wrote(BO, 'Bo', 'wamid.bo', 'hello'), wrote(ZAC, 'Zachary Unico', 'wamid.zac-shared', 'my secret poem, shared')),
    part(status('wamid.zac-unknown', 'delivered', { recipient: ZAC })),
  );
  const contactOf = async (who: { readonly phone: string }) =>
    (await tenant.find(identityRecords, { by: 'byValue', equals: ['phone', '', who.phone], limit: 1 })).items[0]?.value
      .contactId ?? '';
  const [zac, bo] = [await contactOf(ZAC), await contactOf(BO)];
  const received = (await Array.fromAsync(everything(tenant, messages, { by: 'byId', equals: [] }))).map(({ value }) => value);
  const first = received.find((message) => message.contactId === zac);
  const withPicture = received.find((message) => message.direction === 'in' && message.media !== undefined);
  const conversationId = first?.conversationId ?? '';
  await files
    .tenant('tenant-1')
    .put(withPicture?.id ?? '', new Blob(['bytes of a picture']).stream(), { type: 'image/png', limit: 100 });
  await tenant.commit([
    insert(messages, {
      id: 'message-out',
      conversationId,
      contactId: zac,
      senderId: senderOne.id,
      at,
      order: 'zz',
      direction: 'out',
      author: 'agent',
      content: { kind: 'text', body: 'Thanks for my secret poem, Zachary Unico' },
      page: 0,
      numbered: [],
      state: 'unsettled',
      bookingId: '',
      purpose: 'reply',
      notBefore: 0,
      expiresAt: 0,
      attempts: [],
      providerMessageId: 'wamid.zac-out',
      receipts: noReceipts,
    }),
    insert(providerMessages, { id: `${senderOne.id}:wamid.zac-out`, messageId: 'message-out', conversationId }),
    insert(unsettledSends, { id: 'message-out', conversationId, since: at }),
    insert(notes, { id: 'note', conversationId, contactId: zac, authorId: 'user', at, text: 'Zachary Unico is nice' }),
    insert(keptAnswers, { id: 'kept', request: 'r', status: 200, body: '"Zachary Unico"', conversationId, expiresAt: at }),
    insert(dialogues, { id: conversationId, state: { said: 'my secret poem' }, updatedAt: at }),
    insert(turns, {
      id: 'turn',
      conversationId,
      at,
      cause: { kind: 'message', messageId: first?.id ?? '' },
      catalogId: 'c',
      decided: 'my secret poem',
      expiresAt: 0,
    }),
    insert(bookings, bookingOf(zac, at - 3_600_000, 'past')),
  ]);
  const needs = { store, files, bus, clock, collections, changed: live.changed };

  return {
    tenant,
    files,
    folder,
    zac,
    bo,
    conversationId,
    changed,
    needs,
    arrives,
    zacWrites,
    settled,
    erase: (contactId = zac) => eraseContact(needs)(tenant, contactId, 'user-1'),
    /** Every document as one text, by collection. */
    async documents(): Promise<Readonly<Record<string, string>>> {
      const texts = collections.map(async (collection) => {
        const from = collection.scope === 'tenant' ? tenant : store.platform;
        return [
          collection.name,
          JSON.stringify(await Array.fromAsync(everything(from, collection, { by: walked(collection), equals: [] }))),
        ];
      });
      return Object.fromEntries(await Promise.all(texts));
    },
    contactOf,
  };
}

/** Every document is on each index that does not begin with tags. */
function walked({ indexes, tags }: Collection<any, any>): string {
  const all: Readonly<Record<string, readonly string[]>> = indexes;
  return Object.entries(all).find(([, [field]]) => field !== tags)?.[0] ?? '';
}

export function bookingOf(contactId: string, startsAt: number, id: string): Booking {
  return {
    id,
    contactId,
    serviceId: 'cut',
    serviceName: 'Cut',
    staffId: 'ana',
    staffName: 'Ana',
    startsAt,
    endsAt: startsAt + 1_800_000,
    date: '2026-12-01',
    time: '09:00',
    zone: 'Europe/Madrid',
    price: { amount: 100, currency: 'EUR' },
    state: 'confirmed',
    expiresAt: 0,
    chosenBecause: 'asked_for',
    history: [{ state: 'confirmed', at: startsAt, by: 'customer', reason: 'for Zachary Unico' }],
  };
}
