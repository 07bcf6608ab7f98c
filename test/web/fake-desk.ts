import { activity, bookingCard, conversationCard, messageCard } from '#contracts/api/desk.ts';
import type { Bubble } from '#contracts/api/phone.ts';
import { z } from 'zod';
import type { FakeAnswer, FakeCall } from './fake-server.ts';
import type { FakeTenant, FakeWorld } from './fake-world.ts';

const PAGE = 50;

/** The app's own routes over the same chats: a conversation is a customer's chat. */
export async function deskRoutes(world: FakeWorld, { path, query, tenant }: FakeCall): Promise<FakeAnswer> {
  const [what, id = '', deeper] = path;
  if (what === 'live') return { live: 'changed', data: (conversation) => ({ conversation }) };
  if (what === 'unsettled') {
    const doubtful = tenant.customers.flatMap((person) =>
      (tenant.chats.get(person.id)?.bubbles ?? []).filter(unsettled).map((one) => ({ one, person })),
    );
    return {
      json: {
        items: doubtful.map(({ one, person }) => ({
          messageId: one.id,
          conversationId: person.id,
          since: one.at,
          state: 'unsettled',
        })),
      },
    };
  }
  if (what === 'bookings') return { json: { items: z.array(bookingCard).parse(bookings(world)) } };
  if (what === 'activity') return { json: activity.parse(activityOf(world, tenant)) };
  if (what === 'files') {
    const file = world.media.get(id);
    return file && { bytes: file.bytes, type: file.type };
  }
  if (what !== 'conversations') return undefined;
  if (deeper === 'messages') {
    const chat = tenant.chats.get(id);
    if (!chat) return undefined;
    const from = Number(query.get('cursor') ?? 0);
    const all = chat.bubbles.toReversed().map(message);
    const next = from + PAGE < all.length ? String(from + PAGE) : undefined;
    return { json: { items: z.array(messageCard).parse(all.slice(from, from + PAGE)), next } };
  }
  const cards = tenant.customers.flatMap((person) => {
    const chat = tenant.chats.get(person.id);
    const last = chat?.bubbles.at(-1);
    if (!chat || !last) return [];
    const card = {
      id: person.id,
      name: person.name,
      address: person.number ?? person.userId,
      preview: message(last).text || last.content.kind,
    };
    return [
      conversationCard.parse({
        ...card,
        lastAt: last.at,
        unread: tenant.unread.get(person.id) ?? 0,
        windowUntil: chat.windowUntil,
      }),
    ];
  });
  return { json: { items: cards.toSorted((a, b) => b.lastAt - a.lastAt) } };
}

const unsettled = (bubble: Bubble) => bubble.from === 'business' && bubble.ticks === 'waiting';

function message({ id, from, at, content, replyTo, ticks }: Bubble) {
  const ours = from === 'business';
  const text =
    'body' in content ? content.body : 'title' in content ? content.title : 'caption' in content ? (content.caption ?? '') : '';
  const options =
    content.kind === 'buttons'
      ? content.buttons.map((one) => one.title)
      : content.kind === 'list'
        ? content.sections.flatMap((one) => one.rows.map((row) => row.title))
        : [];
  return {
    id,
    direction: ours ? 'out' : 'in',
    author: ours ? 'bot' : 'customer',
    at,
    kind: content.kind,
    text,
    options,
    file:
      content.kind === 'media'
        ? { id: content.src.split('/').at(-1), type: content.mimeType, state: 'stored', name: content.fileName }
        : undefined,
    location: content.kind === 'location' ? { latitude: content.latitude, longitude: content.longitude } : undefined,
    replyTo,
    status: ours
      ? { waiting: 'unsettled', sent: 'sent', delivered: 'delivered', read: 'read', failed: 'failed' }[ticks]
      : undefined,
    reason: ours && ticks === 'failed' ? '131047' : undefined,
  };
}

/** As much as there are messages: what the customers wrote was received, the rest was answered. */
function activityOf(world: FakeWorld, tenant: FakeTenant) {
  const all = [...tenant.chats.values()].flatMap(({ bubbles }) => bubbles).toSorted((a, b) => a.at - b.at);
  const ours = all.filter(({ from }) => from === 'business');
  const kindOf = ({ from }: Bubble) => (from === 'business' ? 'message.wanted' : 'message.received');
  return {
    today: {
      date: new Date(world.now()).toISOString().slice(0, 10),
      counts: { received: all.length - ours.length, answered: ours.length, booked: 1 },
    },
    audit: all
      .map((one, n) => ({
        sequence: n + 1,
        kind: kindOf(one),
        at: one.at,
        about: { messageId: one.id },
        hash: String(n).padStart(64, '0'),
      }))
      .toReversed()
      .slice(0, 20),
    crm: {
      connected: false,
      touches: all
        .map((one) => ({ id: one.id, kind: kindOf(one), at: one.at, contactId: 'contact-1', state: 'no_crm' }))
        .toReversed()
        .slice(0, 20),
    },
  };
}

function bookings(world: FakeWorld) {
  const day = (ahead: number) => new Date(world.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const made = (
    id: string,
    ahead: number,
    time: string,
    service: string,
    staff: string,
    customer: string,
    state = 'confirmed',
  ) => ({
    id,
    service,
    staff,
    customer,
    date: day(ahead),
    time,
    state,
    startsAt: Date.parse(`${day(ahead)}T${time}:00Z`),
  });
  return [
    made('b1', 0, '12:00', 'Beard trim', 'Irene', 'Bilal Haddad'),
    made('b2', 0, '16:30', 'Colour and cut', 'Marta', 'Chloé Martin'),
    made('b3', 1, '10:00', 'Cut and finish', 'Marta', 'Ada Moreno'),
    made('b4', 1, '11:30', 'Cut and finish', 'Irene', 'Noor Castillo', 'held'),
    made('b5', 4, '09:15', 'Highlights', 'Marta', 'Hugo Prieto'),
  ];
}
