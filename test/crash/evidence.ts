import { type Decided, decidedOf } from '#core/dialogue/record.ts';
import type { Accepted } from '#contracts/api/phone.ts';
import type { Lag } from '#contracts/bus.ts';
import { type DayCount, dayCounts } from '#contracts/records/analytics.ts';
import { type AuditEntry, auditEntries } from '#contracts/records/audit.ts';
import { type Agenda, type Booking, agendas, bookings } from '#contracts/records/booking.ts';
import { type CrmTouch, crmTouches } from '#contracts/records/crm.ts';
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
import { type Verdict, verifyChain } from '#core/audit/verify.ts';
import { resolve } from '#app/token.ts';
import { BUS, LAGS } from '#app/tokens.ts';
import { acceptedBy } from '#sandbox/stage/phone-client.ts';
import type { z } from 'zod';
import { type Site, withStore } from './site.ts';

/** A customer, in the order of what they said. */
export interface Speaker {
  /** E.164. */
  readonly number: string;
  /** At the emulator. */
  readonly id: string;
  readonly said: readonly Said[];
  /** The provider may have brought what they said in any order: of what has the same second, none is the earlier. */
  readonly shuffled?: boolean;
  /** Nobody knows when what they said was acknowledged, and it may have hung at one instance while more was said to another. */
  readonly untimed?: boolean;
  /** Of one who came to book. */
  readonly visit?: { readonly fulfilled: boolean };
}

export interface Said {
  /** The provider's. */
  readonly id: string;
  /** Missing where it was a tap. */
  readonly body?: string;
  readonly acknowledged: boolean;
  /** When it was first sent, and when it was first acknowledged, on one clock; where the sender knows. */
  readonly between?: readonly [asked: number, acknowledged: number];
}

/** What the checks look at, and no more: a long run has a hundred thousand of them. */
export type Turn = Pick<z.infer<typeof turn>, 'id' | 'cause' | 'conversationId' | 'at'> & Pick<Decided, 'inputs' | 'effects'>;
export type Sent = Omit<OutboundMessage, 'content'>;
export type Audited = Pick<AuditEntry, 'id' | 'kind'> & { readonly bookingId: string };

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
  readonly audit: readonly Audited[];
  readonly chain: Verdict;
  /** Sums over the days. */
  readonly counted: Readonly<Record<string, number>>;
  /** Ids of the events that a CRM would have been told of. */
  readonly touched: readonly string[];
}

/** Reads everything. The app must have ended. */
export function gather(site: Site, speakers: ReadonlyMap<string, readonly Speaker[]>): Promise<Evidence> {
  return withStore(site.settings, async ({ store, clock }, container) => {
    const bus = resolve(container, BUS);
    const tenants: TenantEvidence[] = [];
    for (const phone of site.phones) {
      const own = store.tenant(phone.tenant);
      const said = await allAs(withoutContent, (page) => own.find(messages, { by: 'byId', ...page }));
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
        audit: await allAs(asAudited, (page) => own.find(auditEntries, { by: 'bySequence', ...page })),
        chain: await verifyChain(own),
        counted: summed(await all((page) => own.find(dayCounts, { by: 'byId', ...page }))),
        touched: await allAs(
          ({ id }: CrmTouch) => id,
          (page) => own.find(crmTouches, { by: 'byExpiry', ...page }),
        ),
      });
    }
    return {
      tenants,
      strays: (await all((page) => store.platform.find(strays, { by: 'byConnection', ...page }))).length,
      lags: await resolve(container, LAGS)(),
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

function asDecided(recorded: z.infer<typeof turn>): Turn {
  const { id, cause, conversationId, at } = recorded;
  // Slots are of no interest here, so the zone is not.
  const { inputs, effects } = decidedOf(recorded, 'UTC');
  return { id, cause, conversationId, at, inputs, effects };
}

function asAudited({ id, kind, about }: AuditEntry): Audited {
  return { id, kind, bookingId: about.bookingId ?? '' };
}

function summed(days: readonly DayCount[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { counts } of days) for (const [what, count] of Object.entries(counts)) sums[what] = (sums[what] ?? 0) + count;
  return sums;
}
