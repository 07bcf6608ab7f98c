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
  /** Everything is on disk. Answer 200. */
  | { readonly kind: 'stored' }
  /** The signature is wrong and nothing was kept. Answer 401. */
  | { readonly kind: 'forged' };

const STRAYS_ARE_KEPT_FOR = 30 * 24 * 3_600_000;

/**
 * Takes a webhook in, from any source: verifies the raw bytes, translates them, and appends each part to the log of each tenant that
 * owns it. Resolves with `stored` when everything is on disk. Rejects if anything may be missing, so that the provider resends it. A
 * redelivery has the same ids and changes nothing. A genuine part that belongs to nobody, or is too large to parse, is kept raw as a
 * stray and has no effect. Of a webhook with more than 1,000 parts or 5,000 events, that many are processed and the whole body is
 * kept raw as well. Large webhooks are processed in steps, so that other requests get a turn.
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
        // The store can never accept this, and the provider would resend it for days.
        await keepWhole(part, code === 'invalid' ? 'malformed' : code);
      }
    }

    /** Keeps the whole body as base64, which is valid text whatever the bytes are. */
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
          ...more.map((these, n): Write =>
            insert(inboundCustomers, { id: `${rawId}.${n}`, rawId, customers: these, receivedAt }),
          ),
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
 * Derived from the content, so that a redelivered part gives the same document. Ids begin with a time, because random keys cost
 * the embedded store an index page per message (measured: 92 µs per message instead of 41 µs).
 */
function digestOf(connectionId: string, tenantId: string, raw: string): string {
  return hash('sha256', `${connectionId}\0${tenantId}\0${raw}`, 'base64url').slice(0, 22);
}
