import type { CannedReplyCard } from '#contracts/api/canned-replies.ts';
import type { BookingCard, ConversationCard } from '#contracts/api/desk.ts';
import type { NoteCard } from '#contracts/api/notes.ts';
import type { Bubble, Chat, Customer, Faults, PhoneSays } from '#contracts/api/phone.ts';
import { faults } from '#contracts/api/phone.ts';
import { readFileSync } from 'node:fs';

/** A business of the fake, with what a phone and an inbox see of it. */
export interface FakeTenant {
  readonly id: string;
  readonly name: string;
  readonly channel: string;
  readonly number: string;
  readonly zone: string;
  readonly region: string;
  readonly business: string;
  readonly customers: Customer[];
  readonly chats: Map<string, Chat>;
  readonly unread: Map<string, number>;
  /** What people did to a conversation, by its customer; one that is not here is open and answered by the bot. */
  readonly controls: Map<string, FakeControl>;
  readonly bookings: BookingCard[];
  /** Bubbles that an agent wrote. */
  readonly agents: Set<string>;
  /** By customer, newest first. */
  readonly notes: Map<string, NoteCard[]>;
  readonly canned: CannedReplyCard[];
  /** Answers by idempotency key. */
  readonly answers: Map<string, { readonly status: number; readonly json: unknown }>;
  /** What was sent as a message or note, and how the next ones fail. */
  readonly calls: FakeCallSeen[];
  readonly failures: FakeFailure[];
  faults: Faults;
}

export interface FakeCallSeen {
  readonly key: string | undefined;
  readonly body: unknown;
}
export interface FakeFailure {
  readonly status: number;
  readonly code: string;
}

export type FakeControl = Pick<ConversationCard, 'state' | 'waiting' | 'answeredBy'>;

export interface FakeWorld {
  readonly tenants: FakeTenant[];
  readonly media: Map<string, { readonly type: string; readonly bytes: Buffer }>;
  offsetMs: number;
  now(): number;
  newId(prefix: string): string;
  chat(tenant: FakeTenant, customer: string): Chat;
  /** Adds a bubble and tells whoever looks at that chat. */
  add(tenant: FakeTenant, customer: string, bubble: Partial<Bubble> & Pick<Bubble, 'from' | 'content'>): Bubble;
  /** Changes a chat in place and tells. */
  change(tenant: FakeTenant, customer: string, how: (chat: Chat) => void): void;
  listen(tenant: FakeTenant, hear: (customer: string) => void): () => void;
}

const DAY_MS = 86_400_000;

/** An empty world of two businesses that starts at `start` and goes on by the real clock. */
export function fakeWorld(start: number): FakeWorld {
  const began = Date.now();
  const listeners = new Map<string, Set<(customer: string) => void>>();
  let count = 0;

  const world: FakeWorld = {
    tenants: [
      business('lumen', 'Lumen Hair Studio', 'meta-cloud', '+34 910 000 041', ['Ada Moreno', 'Bilal Haddad', 'Chloé Martin']),
      business('sol', 'Clínica Sol', 'twilio', '+34 930 000 077', ['Diego Ferrer']),
    ],
    media: new Map(),
    offsetMs: 0,
    now: () => start + (Date.now() - began) + world.offsetMs,
    newId: (prefix) => `${prefix}${String((count += 1)).padStart(5, '0')}`,
    chat(tenant, customer) {
      const known = tenant.chats.get(customer);
      if (known) return known;
      const fresh: Chat = { bubbles: [], typing: false };
      tenant.chats.set(customer, fresh);
      return fresh;
    },
    add(tenant, customer, { from, content, ...rest }) {
      const at = rest.at ?? world.now();
      const bubble: Bubble = { id: world.newId('wamid.'), at, from, content, ticks: 'sent', reactions: [], ...rest };
      world.change(tenant, customer, (chat) => {
        chat.bubbles.push(bubble);
        if (from === 'customer') chat.windowUntil = at + DAY_MS;
      });
      return bubble;
    },
    change(tenant, customer, how) {
      how(world.chat(tenant, customer));
      for (const hear of listeners.get(tenant.id) ?? []) hear(customer);
    },
    listen(tenant, hear) {
      const hearing = listeners.get(tenant.id) ?? new Set();
      listeners.set(tenant.id, hearing.add(hear));
      return () => hearing.delete(hear);
    },
  };
  world.media.set('salon', { type: 'image/svg+xml', bytes: readFileSync(new URL('./salon.svg', import.meta.url)) });
  return world;
}

function business(id: string, name: string, channel: string, number: string, people: readonly string[]): FakeTenant {
  const customers = people.map((person, n) => ({
    id: `${id}-c${n + 1}`,
    name: person,
    number: `+3460000${n + 1}0${n + 1}${n + 2}`,
    userId: `ES.${n}`,
  }));
  return {
    id,
    name,
    channel,
    number,
    zone: 'Europe/Madrid',
    region: 'en-GB',
    business: `${id}-number`,
    customers,
    chats: new Map(),
    unread: new Map(),
    controls: new Map(),
    bookings: [],
    agents: new Set(),
    notes: new Map(),
    canned: [],
    answers: new Map(),
    calls: [],
    failures: [],
    faults: faults.parse({}),
  };
}

/** A business with so many conversations, `Person No0` the newest, each a minute older than the one before. */
export function crowd(world: FakeWorld, count: number): FakeTenant {
  const people = Array.from({ length: count }, (_, n) => `Person No${n}`);
  const tenant = business('crowd', 'Crowd Control', 'twilio', '+34 930 000 088', people);
  tenant.customers.forEach(({ id }, n) =>
    world.add(tenant, id, { at: world.now() - n * 60_000, from: 'customer', content: { kind: 'text', body: `Hello ${n}` } }),
  );
  return tenant;
}

/** What was said as the bubble that shows it. */
export function bubbleOf(
  world: FakeWorld,
  chat: Chat,
  says: Exclude<PhoneSays, { kind: 'reaction' }>,
): Pick<Bubble, 'content' | 'replyTo'> {
  if (says.kind === 'choice') {
    const asked = chat.bubbles.find((bubble) => bubble.id === says.message)?.content;
    const offered =
      asked?.kind === 'buttons' ? asked.buttons : asked?.kind === 'list' ? asked.sections.flatMap((one) => one.rows) : [];
    const row = offered.find((one) => one.id === says.choice);
    return {
      content: { kind: 'choice', id: says.choice, title: row?.title ?? says.choice, description: row?.description },
      replyTo: says.message,
    };
  }
  if (says.kind !== 'media') {
    const { replyTo, ...content } = says;
    return { content, replyTo };
  }
  const { base64, replyTo, ...rest } = says;
  const bytes = Buffer.from(base64, 'base64');
  const id = world.newId('media');
  world.media.set(id, { type: says.mimeType, bytes });
  return { content: { ...rest, src: `/control/media/${id}`, size: bytes.length }, replyTo };
}

export function controlOf(tenant: FakeTenant, customer: string): FakeControl {
  return (
    tenant.controls.get(customer) ?? {
      state: 'open',
      waiting: false,
      answeredBy: { by: 'bot', you: false, since: 0, why: 'start' },
    }
  );
}
