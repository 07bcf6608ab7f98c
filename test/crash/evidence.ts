import type { Accepted } from '#contracts/api/phone.ts';
import type { Lag } from '#contracts/bus.ts';
import { type Agenda, type Booking, agendas, bookings } from '#contracts/records/booking.ts';
import { type turn, turns } from '#contracts/records/dialogue.ts';
import {
  type Conversation,
  type InboundMessage,
  type Message,
  type OutboundMessage,
  conversations,
  messages,
  unsettledSends,
} from '#contracts/records/messaging.ts';
import { type Identity, identityRecords } from '#contracts/records/people.ts';
import { strays } from '#contracts/records/platform.ts';
import { FIND_LIMIT, type Page } from '#contracts/store.ts';
import { resolve } from '#app/token.ts';
import { BUS } from '#app/tokens.ts';
import { acceptedBy } from '#sandbox/stage/phone-client.ts';
import type { z } from 'zod';
import { GROUPS, type Site, withStore } from './site.ts';

/** A customer, in the order of what they said. */
export interface Speaker {
  /** E.164. */
  readonly number: string;
  /** At the emulator. */
  readonly id: string;
  readonly said: readonly Said[];
  /** Of one who came to book. */
  readonly visit?: { readonly fulfilled: boolean };
}

export interface Said {
  /** The provider's. */
  readonly id: string;
  /** Missing where it was a tap. */
  readonly body?: string;
  readonly acknowledged: boolean;
}

/** What the checks look at, and no more: a long run has a hundred thousand of them. */
export type Turn = Pick<z.infer<typeof turn>, 'id' | 'conversationId' | 'at' | 'inputs' | 'effects'>;
export type Sent = Omit<OutboundMessage, 'content'>;

/** What is left of a run: what customers and providers saw, and what the store holds. */
export interface Evidence {
  readonly tenants: readonly TenantEvidence[];
  readonly strays: number;
  readonly lags: Readonly<Record<string, Lag>>;
}

export interface TenantEvidence {
  readonly tenant: string;
  /** When the store was read. */
  readonly at: number;
  /** The provider repeats its webhooks until they are taken. */
  readonly insists: boolean;
  readonly speakers: readonly Speaker[];
  /** What the provider took, oldest first. */
  readonly accepted: readonly Accepted[];
  readonly conversations: readonly Conversation[];
  readonly identities: readonly Identity[];
  readonly inbound: readonly InboundMessage[];
  readonly outbound: readonly Sent[];
  readonly unsettled: readonly string[];
  readonly turns: readonly Turn[];
  readonly bookings: readonly Booking[];
  readonly agendas: readonly Agenda[];
  readonly parked: number;
}

/** Reads everything. The app must have ended. */
export function gather(site: Site, speakers: ReadonlyMap<string, readonly Speaker[]>): Promise<Evidence> {
  return withStore(site.settings, async ({ store, clock }, container) => {
    const bus = resolve(container, BUS);
    const tenants: TenantEvidence[] = [];
    for (const phone of site.phones) {
      const own = store.tenant(phone.tenant);
      const said = await allAs(withoutContent, (page) => own.find(messages, { by: 'byDirection', ...page }));
      tenants.push({
        tenant: phone.tenant,
        at: clock.now(),
        insists: phone.channel === 'meta-cloud',
        speakers: speakers.get(phone.tenant) ?? [],
        accepted: await acceptedBy(phone),
        conversations: await all((page) => own.find(conversations, { by: 'byLastAt', ...page })),
        identities: await all((page) => own.find(identityRecords, { by: 'byContact', ...page })),
        inbound: said.filter((message) => message.direction === 'in'),
        outbound: said.filter((message) => message.direction === 'out'),
        unsettled: (await all((page) => own.find(unsettledSends, { by: 'bySince', ...page }))).map(({ id }) => id),
        turns: await allAs(asDecided, (page) => own.find(turns, { by: 'byConversation', ...page })),
        bookings: await all((page) => own.find(bookings, { by: 'byStart', ...page })),
        agendas: await all((page) => own.find(agendas, { by: 'byStaff', ...page })),
        parked: (await bus.parked(phone.tenant)).length,
      });
    }
    return {
      tenants,
      strays: (await all((page) => store.platform.find(strays, { by: 'byConnection', ...page }))).length,
      lags: Object.fromEntries(await Promise.all(GROUPS.map(async (name) => [name, await bus.lag(name)] as const))),
    };
  });
}

type PageOf = { readonly equals: readonly []; readonly limit: number; readonly cursor?: string };

async function all<T>(find: (page: PageOf) => Promise<Page<T>>): Promise<readonly T[]> {
  return allAs((value: T) => value, find);
}

async function allAs<T, R>(as: (value: T) => R, find: (page: PageOf) => Promise<Page<T>>): Promise<readonly R[]> {
  const found: R[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await find({ equals: [], limit: FIND_LIMIT, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.items.map(({ value }) => as(value)));
    cursor = page.next;
    if (cursor === undefined) return found;
  }
}

function withoutContent(message: Message): InboundMessage | Sent {
  if (message.direction === 'in') return message;
  const { content: _, ...sent } = message;
  return sent;
}

function asDecided({ id, conversationId, at, inputs, effects }: Turn): Turn {
  return { id, conversationId, at, inputs, effects };
}
