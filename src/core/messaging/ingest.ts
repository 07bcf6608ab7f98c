import { hash } from 'node:crypto';
import { AdapterFailure } from '#contracts/failure.ts';
import type { Connection, InboundPart, WebhookAnswer, WebhookRequest } from '#contracts/channel.ts';
import type { Clock, EpochMs } from '#contracts/clock.ts';
import type { Metrics } from '#contracts/metrics.ts';
import { inboundLog } from '#contracts/records/messaging.ts';
import { type Sender, type Stray, strays } from '#contracts/records/platform.ts';
import { type Store, StoreFailure, insert } from '#contracts/store.ts';
import { arrival, isUnrecognised } from './arrival.ts';
import { orderOf, risingOrder } from './keys.ts';

/** A connection, opened with its secrets, and a way to find its business numbers. */
export interface OpenConnection {
  readonly id: string;
  readonly channel: string;
  readonly connection: Connection;
  readonly acknowledgement: WebhookAnswer;
  /** Finds a sender of this connection only. */
  senderOf(providerSender: string): Promise<Sender | undefined>;
  /** Tenants with an address on this connection that may belong to this business account. Without one, all with an address here. */
  tenantsOf(businessAccount: string | undefined): Promise<readonly string[]>;
}

export type Ingested =
  /** Everything is on disk. Answer 200. */
  | { readonly kind: 'stored' }
  /** The signature is wrong and nothing was kept. Answer 401. */
  | { readonly kind: 'forged' };

const STRAYS_ARE_KEPT_FOR = 30 * 24 * 3_600_000;

/** Meta sends the largest webhooks, with at most 1,000 updates each. */
const MOST_PARTS = 1_000;
/** Each event is a row in the store and work for every consumer. A genuine webhook has about one event per update. */
const MOST_EVENTS = 5_000;
/** How much is translated and written before other requests get a turn: some tens of milliseconds of work. */
const STEP = { parts: 250, events: 1_000, characters: 1_000_000 } as const;

/**
 * Takes a webhook in: verifies the raw bytes, translates them, and appends each change to the log of the tenant that owns the
 * number. Resolves with `stored` when everything is on disk. Rejects if anything may be missing, so that the provider resends it.
 * A redelivery has the same ids and changes nothing. A genuine change that belongs to no known number, or is too large to parse,
 * is kept raw as a stray and has no effect. Of a webhook with more than 1,000 changes or 5,000 events, that many are processed
 * and the whole body is kept raw as well. Large webhooks are processed in steps, so that other requests get a turn.
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
        // The store can never accept this, and the provider would resend it for days.
        await keepWhole(part, code === 'invalid' ? 'malformed' : code);
      }
    }

    /** Keeps the whole body as base64, which is valid text whatever the bytes are. */
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
 * Groups the parts into steps. Parts are translated lazily. Beyond the limits of one webhook, `rest` replaces all parts that were
 * not read.
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
 * Derived from the content, so that a redelivered change gives the same document. Ids begin with a time, because random keys cost
 * the embedded store an index page per message (measured: 92 µs per message instead of 41 µs).
 */
function digestOf(connectionId: string, raw: string, tenantId?: string): string {
  const whose = tenantId === undefined ? connectionId : `${connectionId}\0${tenantId}`;
  return hash('sha256', `${whose}\0${raw}`, 'base64url').slice(0, 22);
}
