import type { Assistant } from '#contracts/assistant.ts';
import type { InboundContent, OutboundContent } from '#contracts/content.ts';
import { type Booking, bookings } from '#contracts/records/booking.ts';
import { type Service, type StaffMember, services, staff } from '#contracts/records/catalog.ts';
import { type Turn, turns } from '#contracts/records/dialogue.ts';
import { conversations, messages } from '#contracts/records/messaging.ts';
import { insert } from '#contracts/store.ts';
import { native } from '#core/booking/native.ts';
import { consulting } from '#core/assistant/consult.ts';
import { type Decided, decidedOf } from '#core/dialogue/record.ts';
import { takeTurn } from '#core/dialogue/take-turn.ts';
import { turnIdOf } from '#core/dialogue/turn-id.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { arrived, givenTenant, said } from '#test/support/given.ts';
import { quietMetrics } from '#test/support/quiet.ts';

export const ZONE = 'Europe/Madrid';

export function offered(id: string, over: Partial<Service> = {}): Service {
  return {
    id,
    name: `Service ${id}`,
    description: '',
    durationMinutes: 60,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    stepMinutes: 60,
    price: { amount: 2500, currency: 'EUR' },
    staffIds: ['ana', 'bo'],
    minimumNoticeMinutes: 0,
    horizonDays: 30,
    maximumPerDay: 0,
    position: 1,
    ...over,
  };
}

export function working(id: string, name: string): StaffMember {
  return {
    id,
    name,
    weeklyHours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', until: '17:00' })),
    breaks: [],
    overrides: [],
    maximumPerDay: 0,
    weight: 1,
    position: 1,
  };
}

export interface Answered {
  readonly turn: Turn;
  readonly decided: Decided;
  readonly replies: readonly OutboundContent[];
}

/** A desk on an embedded store that asks this assistant. The same customer speaks until another one is named. */
export async function talk(assistant: Assistant) {
  const world = await givenTenant();
  const { tenant, clock, newId, sender } = world;
  await tenant.commit([
    insert(services, offered('cut', { name: 'Haircut' })),
    insert(
      services,
      offered('beard', { name: 'Beard trim', price: { amount: 1300, currency: 'EUR' }, staffIds: ['bo'], position: 2 }),
    ),
    insert(staff, working('ana', 'Ana')),
    insert(staff, working('bo', 'Bo')),
  ]);
  const scheduling = native({ clock, newId });
  const turn = takeTurn({ clock, newId, scheduling, consult: consulting({ assistant, clock, metrics: quietMetrics }) });
  const record = recordMessage(newId);
  let [customer, n] = [1, 0];
  let conversationId = '';
  let last: readonly OutboundContent[] = [];

  async function hear(content: InboundContent): Promise<Answered> {
    n += 1;
    const event = said('', {
      content,
      at: clock.now(),
      from: { phone: `+3460001${String(customer).padStart(4, '0')}` },
      providerMessageId: `wamid.${n}`,
    });
    const heard = await record(tenant, sender, { ...arrived(event), order: `order-${String(n).padStart(6, '0')}` }, event);
    ({ conversationId } = heard);
    const before = await ours();
    const cause = { kind: 'message', messageId: heard.messageId } as const;
    await turn(tenant, conversationId, cause);
    last = (await ours()).slice(before.length);
    const stored = await tenant.get(turns, turnIdOf(cause));
    if (!stored) throw new Error('the turn was not taken');
    return { turn: stored.value, decided: decidedOf(stored.value, ZONE), replies: last };
  }

  async function ours(): Promise<readonly OutboundContent[]> {
    const page = await tenant.find(messages, { by: 'byConversation', equals: [conversationId], limit: 1_000 });
    return page.items.flatMap(({ value }) => (value.direction === 'out' ? [value.content] : []));
  }

  return {
    ...world,
    scheduling,
    says: (body: string) => hear({ kind: 'text', body }),
    /** Taps the first choice of the last reply whose id begins so. */
    taps(start: string) {
      const id = last.flatMap(idsOf).find((one) => one.startsWith(start));
      if (id === undefined) throw new Error(`there is no choice ${start} among ${last.flatMap(idsOf).join(' ')}`);
      return hear({ kind: 'choice', by: 'list', id, title: 'Tapped' });
    },
    nextCustomer() {
      customer += 1;
      last = [];
    },
    async bookings(): Promise<readonly Booking[]> {
      const contactId = (await tenant.get(conversations, conversationId))?.value.contactId ?? '';
      return (await tenant.find(bookings, { by: 'byContact', equals: [contactId], limit: 100 })).items.map(({ value }) => value);
    },
  };
}

export function idsOf(content: OutboundContent): readonly string[] {
  if (content.kind === 'buttons') return content.buttons.map(({ id }) => id);
  return content.kind === 'list' ? content.sections.flatMap(({ rows }) => rows.map(({ id }) => id)) : [];
}

/** Everything that a customer reads of a message. */
export function textOf(content: OutboundContent): string {
  return JSON.stringify({ ...content }, (key, value: unknown) => (key === 'id' ? undefined : value));
}
