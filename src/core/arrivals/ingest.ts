import { hash } from 'node:crypto';
import { AdapterFailure } from '#contracts/failure.ts';
import type { Clock, EpochMs } from '#contracts/clock.ts';
import type { Metrics } from '#contracts/metrics.ts';
import { inboundCustomers, inboundLog } from '#contracts/records/messaging.ts';
import { type Stray, strays } from '#contracts/records/platform.ts';
import { type Store, StoreFailure, TAG_LIMIT, type Write, insert } from '#contracts/store.ts';
import type { OpenSource, PartOwner, WebhookPart, WebhookRequest } from '#contracts/webhook-source.ts';
import { orderOf, risingOrder } from '#core/ids/order.ts';
import { stepsOf } from './steps.ts';

export type Ingested =
  /** Everything is on disk: answer 200. */
  | { readonly kind: 'stored' }
  /** The signature does not fit: answer 401; nothing was kept. */
  | { readonly kind: 'forged' };

const STRAYS_ARE_KEPT_FOR = 30 * 24 * 3_600_000;

/**
 * The way in, for every source of webhooks: verify the raw bytes, translate, and append each part under its owner. Resolves `stored`
 * when all of it is durable; rejects when any of it may not be, so the provider comes again. A redelivery has the same
 * ids and changes nothing. A part with several owners is appended under each. What is genuine
 * but belongs to nobody here, or is too large to be taken apart, is kept raw under the connection, without effect. A webhook with more than 1,000 changes or 5,000 events is taken apart up to there, and kept whole
 * as well. Large ones are taken in steps, between which other requests have their turn.
 */
export function ingest({ store, clock, metrics }: { store: Store; clock: Clock; metrics: Metrics }) {
  const orderOfAcceptance = risingOrder();
  return async (open: OpenSource, request: WebhookRequest): Promise<Ingested> => {
    const receivedAt = clock.now();
    const parts = translate(open, request, receivedAt);
    if (parts === 'forged') {
      metrics.count('webhooks_forged_total', { channel: open.name });
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
        const owners = part.malformed ? [] : await open.ownersOf(part);
        if (owners.length > 0) await Promise.all(owners.map((owner) => append(part, owner, order)));
        else await keepStray(part, part.malformed ? 'malformed' : part.address === undefined ? 'no_sender' : 'unknown_sender');
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

    async function append(part: Part, owner: PartOwner, order: string): Promise<void> {
      const { tenantId, senderId } = owner;
      // Event ids are unique over all tenants, so each owner's have their own.
      const digest = digestOf(open.id, tenantId, part.raw);
      const rawId = orderOf(part.providerAt ?? 0, digest);
      const kept = { connectionId: open.id, source: open.name, tenantId, senderId, rawId, digest, order, receivedAt };
      const { events, kinds, unrecognised, customers } = open.meaningOf(part, kept);
      const [named = [], ...more] = chunks(customers);
      const outcome = await store.tenant(tenantId).commit(
        [
          insert(inboundLog, {
            id: rawId,
            connectionId: open.id,
            senderId,
            channel: open.name,
            raw: part.raw,
            kinds: [...kinds],
            unrecognised,
            customers: named,
            receivedAt,
            order,
          }),
          ...more.map((these, n): Write => insert(inboundCustomers, { id: `${rawId}.${n}`, rawId, customers: these, receivedAt })),
        ],
        events,
      );
      metrics.count('webhook_changes_total', { channel: open.name, outcome: outcome.kind === 'taken' ? 'again' : 'new' });
    }

    async function keepStray(part: Part, reason: Stray['reason']): Promise<void> {
      await store.platform.commit([
        insert(strays, {
          id: orderOf(part.providerAt ?? 0, digestOf(open.id, '', part.raw)),
          connectionId: open.id,
          providerSender: part.address ?? '',
          reason,
          raw: part.raw,
          receivedAt,
          expiresAt: receivedAt + STRAYS_ARE_KEPT_FOR,
        }),
      ]);
      metrics.count('webhooks_stray_total', { channel: open.name, reason });
    }
  };
}

type Part = WebhookPart & { readonly malformed?: boolean };

/** As many as one document can hold as tags, in each. */
function chunks(customers: readonly string[]): string[][] {
  const distinct = [...new Set(customers)];
  return Array.from({ length: Math.ceil(distinct.length / TAG_LIMIT.tags) }, (_, n) =>
    distinct.slice(n * TAG_LIMIT.tags, (n + 1) * TAG_LIMIT.tags),
  );
}

function othersFirst(): Promise<void> {
  return new Promise((goOn) => void setImmediate(goOn));
}

function translate(open: OpenSource, request: WebhookRequest, receivedAt: EpochMs): 'forged' | Iterable<Part> {
  try {
    return open.source.receive(request, receivedAt);
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
function digestOf(connectionId: string, tenantId: string, raw: string): string {
  return hash('sha256', `${connectionId}\0${tenantId}\0${raw}`, 'hex').slice(0, 40);
}
