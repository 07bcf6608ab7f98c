import { type Decided, decidedOf } from '#core/dialogue/record.ts';
import type { Accepted } from '#contracts/api/phone.ts';
import type { Bus, Lag } from '#contracts/bus.ts';
import type { EpochMs } from '#contracts/clock.ts';
import { PLATFORM_SCOPE } from '#contracts/event.ts';
import { type DueEntry, dueEntries } from '#contracts/later.ts';
import { dayCounts } from '#contracts/records/analytics.ts';
import { type AuditEntry, auditEntries, platformAuditEntries } from '#contracts/records/audit.ts';
import { type Agenda, type Booking, agendas, bookings } from '#contracts/records/booking.ts';
import { crmTouches } from '#contracts/records/crm.ts';
import { type turn, turns } from '#contracts/records/dialogue.ts';
import { type InboxCount, type InboxRow, inboxCounts, inboxRows } from '#contracts/records/inbox.ts';
import {
  type Conversation,
  type InboundMessage,
  type OutboundMessage,
  conversations,
  earlyReceipts,
  messages,
  unsettledSends,
} from '#contracts/records/messaging.ts';
import { type Contact, type Identity, contacts, identityRecords } from '#contracts/records/people.ts';
import { addresses, connections, senders, strays, tenants } from '#contracts/records/platform.ts';
import { type AccountRecord, accountStates, accounts, senderCurrents } from '#contracts/records/tenancy.ts';
import type { PlatformStore, TenantStore } from '#contracts/store.ts';
import { type Verdict, verifyChain } from '#core/audit/verify.ts';
import { everything } from '#core/walking/everything.ts';
import { resolve } from '#app/token.ts';
import { BUS, LAGS } from '#app/tokens.ts';
import { acceptedBy } from '#sandbox/stage/phone-client.ts';
import type { z } from 'zod';
import { type Site, withStore } from './site.ts';

/** A customer, with what they said in their order. */
export interface Speaker {
  /** E.164. */
  readonly number: string;
  /** At the emulator. */
  readonly id: string;
  readonly said: readonly Said[];
  /** Came to book. */
  readonly visit?: { readonly fulfilled: boolean };
  /** What staff did to the conversation with them. */
  readonly attended?: Attended;
}

export interface Said {
  /** The provider's. */
  readonly id: string;
  /** Missing if it was a tap. */
  readonly body?: string;
  /** Missing if it never left the provider. */
  readonly passage?: Passage;
}

/** How a message reached the app. Times in milliseconds, on one clock. */
export interface Passage {
  /** Names the request that brought it first. */
  readonly request: string;
  readonly presented: number;
  /** Missing if no request with it was answered with 2xx. */
  readonly acknowledged?: number;
}

export interface Attended {
  /** How often each kind of event was caused, for certain and at most. */
  readonly events: Readonly<Record<string, { readonly least: number; readonly most: number }>>;
  /** How they left it, as far as they can know. */
  readonly left: Partial<Pick<InboxRow, 'assigneeId' | 'teamId' | 'labels'> & { readonly by: InboxRow['answers']['by'] }>;
}

/** Only what the checks read: a long run has a hundred thousand of each. */
export type Turn = Pick<z.infer<typeof turn>, 'id' | 'cause' | 'conversationId' | 'at'> & Pick<Decided, 'inputs' | 'effects'>;
export type Sent = Omit<OutboundMessage, 'content'>;
export type Audited = Pick<AuditEntry, 'id' | 'kind' | 'about'>;

/** What the store of a tenant holds. */
export interface Stored {
  readonly tenant: string;
  /** When it was read. */
  readonly at: EpochMs;
  readonly contacts: readonly Contact[];
  readonly identities: readonly Identity[];
  readonly conversations: readonly Conversation[];
  readonly inbound: readonly InboundMessage[];
  readonly outbound: readonly Sent[];
  readonly unsettled: readonly string[];
  /** Delivery updates that found no message. */
  readonly early: readonly string[];
  readonly rows: readonly InboxRow[];
  readonly rowCounts: readonly InboxCount[];
  readonly turns: readonly Turn[];
  readonly bookings: readonly Booking[];
  readonly agendas: readonly Agenda[];
  readonly due: readonly DueEntry[];
  readonly accounts: readonly Omit<AccountRecord, 'sealedConfig'>[];
  /** Account by sender. */
  readonly current: Readonly<Record<string, string>>;
  readonly paused: readonly string[];
  readonly audit: readonly Audited[];
  readonly chain: Verdict;
  /** Sums over the days. */
  readonly counted: Readonly<Record<string, number>>;
  /** Events that a CRM would have been told of. */
  readonly touched: readonly string[];
}

export interface TenantEvidence extends Stored {
  /** The provider repeats its webhooks until they are taken. */
  readonly insists: boolean;
  readonly parked: number;
  readonly speakers: readonly Speaker[];
  /** What the provider took, oldest first. */
  readonly accepted: readonly Accepted[];
}

export interface PlatformEvidence {
  /** Events that created the records that are there. */
  readonly created: readonly string[];
  readonly audit: readonly Audited[];
  readonly chain: Verdict;
  readonly strays: number;
  readonly parked: number;
}

/** What is left of a run: what customers and providers saw, and what the store holds. */
export interface Evidence {
  readonly tenants: readonly TenantEvidence[];
  readonly platform: PlatformEvidence;
  readonly lags: Readonly<Record<string, Lag>>;
}

/** Reads everything. Every instance must have ended. */
export function gather(site: Site, speakers: ReadonlyMap<string, readonly Speaker[]>): Promise<Evidence> {
  return withStore(site.settings, async ({ store, clock }, container) => {
    const bus = resolve(container, BUS);
    const found: TenantEvidence[] = [];
    for (const phone of site.phones)
      found.push({
        ...(await storedOf(store.tenant(phone.tenant), clock.now())),
        insists: phone.channel === 'meta-cloud',
        parked: (await bus.parked(phone.tenant)).length,
        speakers: speakers.get(phone.tenant) ?? [],
        accepted: await acceptedBy(phone),
      });
    return { tenants: found, platform: await platformOf(store.platform, bus), lags: await resolve(container, LAGS)() };
  });
}

export async function storedOf(own: TenantStore, at: EpochMs): Promise<Stored> {
  const said = await all(everything(own, messages, { by: 'byId', equals: [] }));
  const current = await all(everything(own, senderCurrents, { by: 'byId', equals: [] }));
  const states = await all(everything(own, accountStates, { by: 'byState', equals: [] }));
  return {
    tenant: own.tenantId,
    at,
    contacts: await all(everything(own, contacts, { by: 'byId', equals: [] })),
    identities: await all(everything(own, identityRecords, { by: 'byContact', equals: [] })),
    conversations: await all(everything(own, conversations, { by: 'byLastAt', equals: [] })),
    inbound: said.filter((message) => message.direction === 'in'),
    outbound: said.filter((message) => message.direction === 'out').map(({ content: _, ...sent }) => sent),
    unsettled: (await all(everything(own, unsettledSends, { by: 'bySince', equals: [] }))).map(({ id }) => id),
    early: (await all(everything(own, earlyReceipts, { by: 'byId', equals: [] }))).map(({ id }) => id),
    rows: await all(everything(own, inboxRows, { by: 'byLastAt', equals: [] })),
    rowCounts: await all(everything(own, inboxCounts, { by: 'byId', equals: [] })),
    turns: await all(everything(own, turns, { by: 'byConversation', equals: [] }), asDecided),
    bookings: await all(everything(own, bookings, { by: 'byStart', equals: [] })),
    agendas: await all(everything(own, agendas, { by: 'byStaff', equals: [] })),
    due: await all(everything(own, dueEntries, { by: 'byDue', equals: [] })),
    accounts: await all(everything(own, accounts, { by: 'bySender', equals: [] }), ({ sealedConfig: _, ...account }) => account),
    current: Object.fromEntries(current.map(({ id, accountId }) => [id, accountId])),
    paused: states.filter(({ state }) => state === 'paused').map(({ id }) => id),
    audit: await all(everything(own, auditEntries, { by: 'bySequence', equals: [] }), asAudited),
    chain: await verifyChain(own, at),
    counted: summed((await all(everything(own, dayCounts, { by: 'byId', equals: [] }))).map(({ counts }) => counts)),
    touched: (await all(everything(own, crmTouches, { by: 'byExpiry', equals: [] }))).map(({ id }) => id),
  };
}

/** Slots are of no interest here, so the zone is not. */
export function asDecided(recorded: z.infer<typeof turn>): Turn {
  const { id, cause, conversationId, at } = recorded;
  const { inputs, effects } = decidedOf(recorded, 'UTC');
  return { id, cause, conversationId, at, inputs, effects };
}

async function platformOf(platform: PlatformStore, bus: Bus): Promise<PlatformEvidence> {
  const named = async (what: string, found: AsyncIterable<{ readonly value: { readonly id: string } }>) =>
    (await all(found)).map(({ id }) => `${what}-created-${id}`);
  return {
    created: [
      ...(await named('tenant', everything(platform, tenants, { by: 'byName', equals: [] }))),
      ...(await named('connection', everything(platform, connections, { by: 'byChannel', equals: [] }))),
      ...(await named('sender', everything(platform, senders, { by: 'byTenant', equals: [] }))),
      ...(await named('address', everything(platform, addresses, { by: 'byTenant', equals: [] }))),
    ],
    audit: await all(everything(platform, platformAuditEntries, { by: 'bySequence', equals: [] }), asAudited),
    chain: await verifyChain(platform),
    strays: (await all(everything(platform, strays, { by: 'byExpiry', equals: [] }))).length,
    parked: (await bus.parked(PLATFORM_SCOPE)).length,
  };
}

/** The documents, or what is wanted of each. */
function all<T, R = T>(
  found: AsyncIterable<{ readonly value: T }>,
  as: (value: T) => R = (value) => value as unknown as R,
): Promise<readonly R[]> {
  return Array.fromAsync(found, ({ value }) => as(value));
}

function asAudited({ id, kind, about }: AuditEntry): Audited {
  return { id, kind, about };
}

function summed(each: readonly Readonly<Record<string, number | undefined>>[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const counts of each) for (const [what, count] of Object.entries(counts)) sums[what] = (sums[what] ?? 0) + (count ?? 0);
  return sums;
}
