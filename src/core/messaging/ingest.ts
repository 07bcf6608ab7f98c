import { hash } from 'node:crypto';
import { AdapterFailure } from '#contracts/failure.ts';
import type { Connection, InboundPart, WebhookAnswer, WebhookRequest } from '#contracts/channel.ts';
import type { Clock, EpochMs } from '#contracts/clock.ts';
import type { Metrics } from '#contracts/metrics.ts';
import { inboundLog } from '#contracts/records/messaging.ts';
import { type Sender, type Stray, strays } from '#contracts/records/platform.ts';
import { type Store, StoreFailure, insert } from '#contracts/store.ts';
import { arrival, isUnrecognised } from './arrival.ts';
import { orderOf, risingOrder } from '#core/ids/order.ts';

/** A connection as ingest needs it: opened with its secrets, and which numbers are its own. */
export interface OpenConnection {
  readonly id: string;
  readonly channel: string;
  readonly connection: Connection;
  readonly acknowledgement: WebhookAnswer;
  /** Looks only at the addresses of this connection. */
  senderOf(providerSender: string): Promise<Sender | undefined>;
  /** Tenants with an address on this connection that may belong to this business account. Without one, all with an address here. */
  tenantsOf(businessAccount: string | undefined): Promise<readonly string[]>;
}

export type Ingested =
  /** Everything is on disk: answer 200. */
  | { readonly kind: 'stored' }
  /** The signature does not fit: answer 401; nothing was kept. */
  | { readonly kind: 'forged' };

const STRAYS_ARE_KEPT_FOR = 30 * 24 * 3_600_000;

/** Meta, which sends the largest webhooks, puts at most 1,000 updates into one. */
const MOST_PARTS = 1_000;
/** Each event is a line in the store and work for every consumer. A genuine webhook has about one for each of its updates. */
const MOST_EVENTS = 5_000;
/** What is translated and written in one go, before other requests have their turn: some tens of milliseconds of work. */
const STEP = { parts: 250, events: 1_000, characters: 1_000_000 } as const;

/**
 * The way in: verify the raw bytes, translate, and append each change under the tenant of its number. Resolves `stored`
 * when all of it is durable; rejects when any of it may not be, so the provider comes again. A redelivery has the same
 * ids and changes nothing. A notice about a whole business account is appended under every tenant that it may concern. What is genuine
 * but belongs to nobody here, or is too large to be taken apart, is kept raw under the connection, without effect. A webhook with more than 1,000 changes or 5,000 events is taken apart up to there, and kept whole
 * as well. Large ones are taken in steps, between which other requests have their turn.
 */
export function ingest({ store, clock, metrics }: { store: Store; clock: Clock; metrics: Metrics }) {
  const orderOfAcceptance = risingOrder();
  return async (open: OpenConnection, request: WebhookRequest): Promise<Ingested> => {
    const receivedAt = clock.now();
    const parts = translate(open, request, receivedAt);
    if (parts === 'forged') {
      metrics.count('webhooks_forged_total', { channel: open.channel });
      return { kind: 'forged' };
    }
    let isFirst = true;
    for (const step of stepsOf(parts)) {
      if (!isFirst) await othersFirst();
      isFirst = false;
      await Promise.all(
        step.map((part) => (part === 'rest' ? keepWhole({}, 'too_large') : keep(part, orderOfAcceptance(receivedAt)))),
      );
    }
    return { kind: 'stored' };

    async function keep(part: Part, order: string): Promise<void> {
      try {
        const owners = await ownersOf(part);
        if (owners.length > 0) await Promise.all(owners.map((owner) => append(part, owner, order)));
        else await keepStray(part, part.malformed ? 'malformed' : part.sender === undefined ? 'no_sender' : 'unknown_sender');
      } catch (error) {
        const code = error instanceof StoreFailure && error.code;
        if (code !== 'too_large' && code !== 'invalid') throw error;
        // What the store can never take would come again for days.
        await keepWhole(part, code === 'invalid' ? 'malformed' : code);
      }
    }

    /** The body as it came. As base64 it takes the least room, whatever its characters are, and is always text. */
    function keepWhole(about: Omit<Part, 'raw' | 'events'>, reason: Stray['reason']): Promise<void> {
      return keepStray({ ...about, raw: Buffer.from(request.body).toString('base64'), events: [] }, reason);
    }

    /** The tenant of its number. For a notice about a whole business account, every tenant that the account may belong to. */
    async function ownersOf(part: Part): Promise<readonly Owner[]> {
      if (part.sender !== undefined) {
        const sender = await open.senderOf(part.sender);
        return sender ? [{ tenantId: sender.tenantId, senderId: sender.id, digest: digestOf(open.id, part.raw) }] : [];
      }
      if (!isAccountNews(part)) return [];
      const tenants = await open.tenantsOf(part.businessAccount);
      // Event ids are unique over all tenants, so each tenant's event has its own.
      return tenants.map((tenantId) => ({ tenantId, senderId: '', digest: digestOf(open.id, part.raw, tenantId) }));
    }

    async function append(part: Part, { tenantId, senderId, digest }: Owner, order: string): Promise<void> {
      const id = orderOf(part.providerAt ?? 0, digest);
      const common = { connectionId: open.id, senderId, channel: open.channel, receivedAt };
      const outcome = await store.tenant(tenantId).commit(
        [
          insert(inboundLog, {
            ...common,
            id,
            raw: part.raw,
            kinds: part.events.map((event) => event.kind),
            unrecognised: part.events.some(isUnrecognised),
            order,
          }),
        ],
        part.events.map((event, n) => arrival({ ...common, rawId: id, digest, order, n, event })),
      );
      metrics.count('webhook_changes_total', { channel: open.channel, outcome: outcome.kind === 'taken' ? 'again' : 'new' });
    }

    async function keepStray(part: Part, reason: Stray['reason']): Promise<void> {
      await store.platform.commit([
        insert(strays, {
          id: orderOf(part.providerAt ?? 0, digestOf(open.id, part.raw)),
          connectionId: open.id,
          providerSender: part.sender ?? '',
          reason,
          raw: part.raw,
          receivedAt,
          expiresAt: receivedAt + STRAYS_ARE_KEPT_FOR,
        }),
      ]);
      metrics.count('webhooks_stray_total', { channel: open.channel, reason });
    }
  };
}

type Part = InboundPart & { readonly malformed?: boolean };

/** Where a part is kept. */
interface Owner {
  readonly tenantId: string;
  /** Empty for a notice about a whole business account. */
  readonly senderId: string;
  readonly digest: string;
}

function isAccountNews({ events }: Part): boolean {
  return events.length > 0 && events.every(({ kind }) => kind === 'notice');
}

/**
 * The parts in steps, each translated when it is asked for. After the most that one webhook may bring comes `rest`, in place of all
 * that was not looked at.
 */
function* stepsOf(parts: Iterable<Part>): Generator<readonly (Part | 'rest')[]> {
  let step: (Part | 'rest')[] = [];
  let inStep = { events: 0, characters: 0 };
  let inAll = { parts: 0, events: 0 };
  for (const part of parts) {
    if (inAll.parts >= MOST_PARTS || inAll.events >= MOST_EVENTS) {
      step.push('rest');
      break;
    }
    step.push(part);
    inAll = { parts: inAll.parts + 1, events: inAll.events + part.events.length };
    inStep = { events: inStep.events + part.events.length, characters: inStep.characters + part.raw.length };
    if (step.length < STEP.parts && inStep.events < STEP.events && inStep.characters < STEP.characters) continue;
    yield step;
    step = [];
    inStep = { events: 0, characters: 0 };
  }
  if (step.length > 0) yield step;
}

function othersFirst(): Promise<void> {
  return new Promise((goOn) => void setImmediate(goOn));
}

function translate(open: OpenConnection, request: WebhookRequest, receivedAt: EpochMs): 'forged' | Iterable<Part> {
  try {
    return open.connection.receive(request, receivedAt);
  } catch (error) {
    if (!(error instanceof AdapterFailure)) throw error;
    if (error.code === 'forged') return 'forged';
    if (error.code !== 'malformed') throw error;
    return [{ raw: Buffer.from(request.body).toString('utf8'), events: [], malformed: true }];
  }
}

/**
 * Made of its content: a redelivered change is the same document. Ids begin with a time, because a key at a random place of an
 * index costs the embedded store a page per message (measured: 92 µs a message against 41).
 */
function digestOf(connectionId: string, raw: string, tenantId?: string): string {
  const whose = tenantId === undefined ? connectionId : `${connectionId}\0${tenantId}`;
  return hash('sha256', `${whose}\0${raw}`, 'hex').slice(0, 40);
}
