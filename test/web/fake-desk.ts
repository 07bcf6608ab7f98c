import { conversationChange } from '#contracts/api/conversations.ts';
import type { ConversationCard } from '#contracts/api/desk.ts';
import { activity, bookingCard, conversationCard, messageCard } from '#contracts/api/desk.ts';
import { noteCard } from '#contracts/api/notes.ts';
import type { Bubble, Customer } from '#contracts/api/phone.ts';
import { type SearchMatch, searchMatch } from '#contracts/api/search.ts';
import { excerptOf, matchesIn } from '#core/search/excerpt.ts';
import { queryOf } from '#core/search/query.ts';
import { z } from 'zod';
import { agentSays, cannedRoutes, once, writeNote } from './fake-replies.ts';
import type { FakeAnswer, FakeCall } from './fake-server.ts';
import { type FakeTenant, type FakeWorld, controlOf } from './fake-world.ts';

const PAGE = 50;
const PEOPLE = [
  { id: 'olive', name: 'Olive Hart', email: 'olive@lumen.example', role: 'owner', since: 1, secondFactor: false },
  { id: 'ari', name: 'Ari Blanco', email: 'ari@lumen.example', role: 'agent', since: 2, secondFactor: true },
];

/** The app's own routes over the same chats: a conversation is a customer's chat. */
export async function deskRoutes(world: FakeWorld, call: FakeCall): Promise<FakeAnswer> {
  const { method, path, query, tenant, body } = call;
  const [what, id = '', deeper, deepest = ''] = path;
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
  if (what === 'search') return { json: paged(found(tenant, query.get('q') ?? ''), query) };
  if (what === 'bookings') {
    const later = tenant.bookings.filter(({ startsAt }) => startsAt >= Number(query.get('from')));
    return { json: paged(z.array(bookingCard).parse(later), query) };
  }
  if (what === 'activity') return { json: activity.parse(activityOf(world, tenant)) };
  if (what === 'files') {
    const file = world.media.get(id);
    return file && { bytes: file.bytes, type: file.type };
  }
  if (what === 'people') return { json: { people: PEOPLE, invitations: [] } };
  if (what === 'inbox-counts') return { json: { counts: countsOf(tenant) } };
  if (what === 'canned-replies') return cannedRoutes(world, call);
  if (what !== 'conversations') return undefined;
  const cardOf = (bubble: Bubble) => messageCard.parse(message(bubble, tenant));
  if (deeper === 'messages') {
    const chat = tenant.chats.get(id);
    if (!chat) return undefined;
    if (method === 'DELETE') {
      const cancelled = chat.bubbles.find((bubble) => bubble.id === deepest);
      if (!cancelled) return undefined;
      world.change(tenant, id, ({ bubbles }) => void bubbles.splice(bubbles.indexOf(cancelled), 1));
      return { json: { ...cardOf(cancelled), status: 'cancelled' } };
    }
    if (method === 'POST')
      return once(tenant, call, (sent) => {
        const said = agentSays(world, tenant, id, sent);
        return { status: 200, json: cardOf(chat.bubbles.find((bubble) => bubble.id === said)!) };
      });
    return { json: paged(chat.bubbles.toReversed().map(cardOf), query) };
  }
  if (deeper === 'notes') {
    const known = tenant.notes.get(id) ?? [];
    if (method === 'POST') return once(tenant, call, (sent) => ({ status: 200, json: writeNote(world, tenant, id, sent) }));
    if (method === 'GET') return { json: paged(z.array(noteCard).parse(known), query) };
    tenant.notes.set(
      id,
      known.filter((one) => one.id !== deepest),
    );
    world.change(tenant, id, () => undefined);
    return { json: known.find((one) => one.id === deepest) };
  }
  if (deeper === 'control' && method === 'POST') {
    change(world, tenant, id, conversationChange.parse(await body()));
    return { json: cardsOf(tenant).find((one) => one.id === id) };
  }
  const cards = cardsOf(tenant);
  if (id !== '') {
    const card = cards.find((one) => one.id === id);
    return card && { json: card };
  }
  return {
    json: paged(
      cards.filter((card) => isIn(card, query.get('list'))).toSorted((a, b) => b.lastAt - a.lastAt),
      query,
    ),
  };
}

/** Names, then messages and notes, each newest first: with the server's own words, over everything that there is. */
function found(tenant: FakeTenant, text: string): readonly SearchMatch[] {
  const words = queryOf(text)?.words ?? [];
  const look = (id: string, where: SearchMatch['where'], shown: string, at: number, messageId?: string) => {
    const conversation = cardsOf(tenant).find((one) => one.id === id);
    const { found: there, marks } = matchesIn(shown, words);
    if (!conversation || there.size < words.length) return [];
    const excerpt = excerptOf(shown, marks);
    return [searchMatch.parse({ conversation, where, at, messageId, excerpt: excerpt.text, marks: excerpt.marks })];
  };
  const names = tenant.customers.flatMap(({ id, name }) => look(id, 'name', name, 0));
  const texts = [...tenant.chats].flatMap(([id, { bubbles }]) =>
    bubbles.flatMap((bubble) => look(id, 'message', message(bubble, tenant).text, bubble.at, bubble.id)),
  );
  const notes = [...tenant.notes].flatMap(([id, all]) => all.flatMap((note) => look(id, 'note', note.text, note.at)));
  return [...names, ...[...texts, ...notes].toSorted((a, b) => b.at - a.at)];
}

function paged<T>(
  all: readonly T[],
  query: URLSearchParams,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const from = Number(query.get('cursor') ?? 0);
  return { items: all.slice(from, from + PAGE), next: from + PAGE < all.length ? String(from + PAGE) : undefined };
}

function conversation(tenant: FakeTenant, { id, name, number, userId }: Customer): readonly ConversationCard[] {
  const chat = tenant.chats.get(id);
  const last = chat?.bubbles.at(-1);
  if (!chat || !last) return [];
  const card = {
    id,
    name,
    address: number ?? userId,
    preview: message(last, tenant).text || last.content.kind,
    lastAt: last.at,
    unread: tenant.unread.get(id) ?? 0,
    windowUntil: chat.windowUntil,
    longestText: tenant.channel === 'twilio' ? 1600 : 4096,
    quotes: tenant.channel !== 'twilio',
    labels: [],
    ...controlOf(tenant, id),
  };
  return [conversationCard.parse(card)];
}

const cardsOf = (tenant: FakeTenant) => tenant.customers.flatMap((person) => conversation(tenant, person));

/** Like the tags of the server, as far as the pages use them. */
function listsOf({ state, waiting, unread, assigneeId }: ConversationCard): readonly string[] {
  if (state !== 'open') return [state];
  return [
    'open',
    ...(assigneeId === undefined ? [] : [`open:user:${assigneeId}`]),
    ...(waiting ? ['open:waiting'] : []),
    ...(unread > 0 ? ['open:unread'] : []),
  ];
}

function isIn(card: ConversationCard, list: string | null): boolean {
  return list === null || listsOf(card).includes(list);
}

function countsOf(tenant: FakeTenant): Readonly<Record<string, number>> {
  const lists = Map.groupBy(cardsOf(tenant).flatMap(listsOf), (list) => list);
  return Object.fromEntries([...lists].map(([list, all]) => [list, all.length]));
}

function change(world: FakeWorld, tenant: FakeTenant, id: string, what: z.output<typeof conversationChange>): void {
  const { kind } = what;
  const was = controlOf(tenant, id);
  const since = world.now();
  if (kind === 'read') tenant.unread.set(id, 0);
  if (kind === 'open') tenant.controls.set(id, { ...was, state: 'open' });
  if (kind === 'snooze') tenant.controls.set(id, { ...was, state: 'snoozed', snoozedUntil: what.until });
  if (kind === 'assign') tenant.controls.set(id, { ...was, assigneeId: what.assigneeId || undefined });
  if (kind === 'label') {
    const labels = [...new Set([...(was.labels ?? []), ...what.add])].filter((one) => !what.remove.includes(one));
    tenant.controls.set(id, { ...was, labels });
  }
  if (kind === 'close') tenant.controls.set(id, { ...was, state: 'closed' });
  if (kind === 'take_over')
    tenant.controls.set(id, { ...was, answeredBy: { by: 'person', userId: 'local', you: true, since, why: 'taken_over' } });
  if (kind === 'give_back')
    tenant.controls.set(id, { ...was, waiting: false, answeredBy: { by: 'bot', you: false, since, why: 'given_back' } });
  world.change(tenant, id, () => undefined);
}

const unsettled = (bubble: Bubble) => bubble.from === 'business' && bubble.ticks === 'waiting';

function message({ id, from, at, content, replyTo, ticks }: Bubble, { agents }: FakeTenant) {
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
    author: ours ? (agents.has(id) ? 'agent' : 'bot') : 'customer',
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
    ...(ours && ticks === 'failed' ? { reason: 'undeliverable', providerCode: '131026' } : {}),
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
