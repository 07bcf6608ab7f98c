import { describe, expect, it } from 'vitest';
import type { MessageReceived } from '#contracts/inbound.ts';
import { bookings } from '#contracts/records/booking.ts';
import { type Service, type StaffMember, keptCatalogs, services, staff } from '#contracts/records/catalog.ts';
import { turns } from '#contracts/records/dialogue.ts';
import { conversations, messages } from '#contracts/records/messaging.ts';
import { type TenantStore, insert, replace } from '#contracts/store.ts';
import { catalogBook } from '#core/catalog/catalog.ts';
import { catalogVersioned } from '#core/catalog/versioned.ts';
import { native } from '#core/booking/native.ts';
import { decidedOf } from '#core/dialogue/record.ts';
import { turnIdOf } from '#core/dialogue/turn-id.ts';
import { takeTurn } from '#core/dialogue/take-turn.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { arrived, givenTenant, said } from '#test/support/given.ts';

const cut: Service = {
  id: 'cut',
  name: 'Haircut',
  description: '',
  durationMinutes: 60,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  stepMinutes: 60,
  price: { amount: 2500, currency: 'EUR' },
  staffIds: ['ana'],
  minimumNoticeMinutes: 0,
  horizonDays: 30,
  maximumPerDay: 0,
  position: 1,
};
const ana: StaffMember = {
  id: 'ana',
  name: 'Ana',
  weeklyHours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '09:00', until: '17:00' })),
  breaks: [],
  overrides: [],
  maximumPerDay: 0,
  weight: 1,
  position: 1,
};

async function given() {
  const world = await givenTenant();
  const { tenant, clock, newId, sender } = world;
  await tenant.commit([insert(services, cut), insert(staff, ana)]);
  const turn = takeTurn({ clock, newId, scheduling: native({ clock, newId }) });
  const record = recordMessage(newId);
  let announced = 0;

  async function recorded(event: MessageReceived) {
    return record(tenant, sender, arrived(event), event);
  }
  return {
    ...world,
    recorded,
    announced: () => announced,
    take: async (event: MessageReceived, store: TenantStore = tenant) => {
      const { messageId, conversationId } = await recorded(event);
      return turn(store, conversationId, { kind: 'message', messageId }, () => void (announced += 1));
    },
    replies: async () =>
      (await tenant.find(messages, { by: 'byId', equals: [], limit: 100 })).items
        .map(({ value }) => value)
        .filter(({ direction }) => direction === 'out'),
    /** This customer's store, on which somebody else is faster the first `times` times. */
    outrun(event: MessageReceived, times: number): TenantStore {
      let left = times;
      return {
        ...tenant,
        async commit(writes, events) {
          if (left > 0) {
            left -= 1;
            const { conversationId } = await recorded(event);
            const now = await tenant.get(conversations, conversationId);
            if (now) await tenant.commit([replace(conversations, now, { ...now.value, unread: now.value.unread + 1 })]);
          }
          return tenant.commit(writes, events);
        },
      };
    },
  };
}

describe('a turn of the dialogue', () => {
  it('is taken once when several processes take it in the same moment', async () => {
    const { take, replies, tenant } = await given();
    const outcomes = await Promise.all([1, 2, 3].map(() => take(said('Hi'))));

    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['answered', 'not_ours', 'not_ours']);
    expect(await replies()).toHaveLength(1);
    expect((await tenant.find(turns, { by: 'byId', equals: [], limit: 10 })).items).toHaveLength(1);
  });

  it('does nothing when its event comes again, also much later', async () => {
    const { take, replies, clock } = await given();
    await take(said('Hi'));
    const before = await replies();
    clock.advance(3_600_000);
    expect(await take(said('Hi'))).toEqual({ kind: 'not_ours' });

    expect(await replies()).toEqual(before);
  });

  it('is decided again when somebody was faster, and then answered once', async () => {
    const { take, replies, announced, outrun } = await given();
    const event = said('Hi');
    expect(await take(event, outrun(event, 3))).toEqual({ kind: 'answered' });

    expect(await replies()).toHaveLength(1);
    expect(announced()).toBe(1);
  });

  it('books nothing twice when it is decided again', async () => {
    const { take, tenant, outrun } = await given();
    for (const body of ['haircut', '2026-12-03']) await take(said(body));
    const wish = said('10:00');
    await take(wish, outrun(wish, 2));
    const yes = said('yes');
    await take(yes, outrun(yes, 2));
    await take(yes);

    const made = (await tenant.find(bookings, { by: 'byStart', equals: [], limit: 10 })).items.map(({ value }) => value);
    expect(made).toMatchObject([{ date: '2026-12-03', time: '10:00', state: 'confirmed' }]);
    expect(made[0]?.history.map(({ state }) => state)).toEqual(['held', 'confirmed']);
  });

  it('gives two customers of one time two answers', async () => {
    const { take, replies, tenant } = await given();
    const from = (n: number) => ({ phone: `+3460000010${n}`, userId: `ES.10${n}` });
    const says = (n: number, body: string) => said(body, { from: from(n), providerMessageId: `wamid.${n}.${body}` });
    for (const n of [1, 2]) for (const body of ['haircut', '2026-12-03']) await take(says(n, body));
    await Promise.all([1, 2].map((n) => take(says(n, '11:00'))));

    const texts = (await replies())
      .map(({ content }) => (content.kind === 'buttons' || content.kind === 'list' ? content.body : ''))
      .slice(-2);
    expect(texts.filter((text) => text.startsWith('Would you like to book this?'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes('11:00 isn’t free') || text.includes('booking that time'))).toHaveLength(1);
    expect((await tenant.find(bookings, { by: 'byState', equals: ['held'], limit: 10 })).items).toHaveLength(1);
  });

  it('reads seven documents and pages, however large the catalogue is, and one page for each person whose free times it looks for', async () => {
    const { store, tenant, recorded, clock, newId } = await given();
    const versioned = catalogVersioned(store, newId).tenant(tenant.tenantId);
    const more = Array.from({ length: 30 }, (_, n) =>
      insert(services, { ...cut, id: `cut-${n}`, name: `Cut ${n}`, position: n + 2 }),
    );
    await versioned.commit(more);
    const catalogOf = catalogBook();
    const turn = takeTurn({ clock, newId, catalogOf, scheduling: native({ clock, newId, catalogOf }) });
    const reads: string[] = [];
    const counted: TenantStore = {
      ...versioned,
      get: (collection, id) => (reads.push(collection.name), versioned.get(collection, id)),
      find: (collection, query) => (reads.push(collection.name), versioned.find(collection, query)),
    };
    let n = 0;
    const readsOf = async (body: string) => {
      const { messageId, conversationId } = await recorded(said(body, { providerMessageId: `wamid.${(n += 1)}` }));
      reads.length = 0;
      expect(await turn(counted, conversationId, { kind: 'message', messageId })).toEqual({ kind: 'answered' });
      return reads.toSorted();
    };
    // The first turn keeps the catalogue, and the second one sees that it is kept.
    for (const body of ['Hi', 'hello']) await readsOf(body);

    const always = ['bookings', 'catalog_versions', 'contacts', 'conversations', 'dialogues', 'inbox_rows', 'messages'];
    expect(await readsOf('menu')).toEqual(always);
    expect(await readsOf('haircut')).toEqual(['agendas', ...always]);
  });

  it('keeps what it was decided from, enough to decide it again', async () => {
    const { take, tenant, recorded } = await given();
    await take(said('haircut'));
    const { messageId } = await recorded(said('haircut'));
    const kept = (await tenant.get(turns, turnIdOf({ kind: 'message', messageId })))?.value;

    const { inputs, own, effects } = decidedOf(kept!, 'Europe/Madrid');
    expect(inputs[0]).toMatchObject({
      kind: 'message',
      heard: { kind: 'meaning', meaning: { intent: 'book', services: ['cut'] } },
    });
    const catalog = (await tenant.get(keptCatalogs, kept?.catalogId ?? ''))?.value;
    expect(catalog).toMatchObject({ profile: { name: 'Test Salon' }, services: [{ id: 'cut' }], staff: [{ id: 'ana' }] });
    expect(own).toMatchObject({ answeredBy: 'bot', customerName: 'Ana' });
    expect(effects.at(-1)).toMatchObject({ kind: 'say' });
  });
});
