import { arrivalEvents } from '#contracts/events/arrivals.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import { type InboundRaw, inboundLog, messages, providerMessages } from '#contracts/records/messaging.ts';
import { type Stored, type TenantStore, againWhenStale, replace } from '#contracts/store.ts';
import { arrival, isUnrecognised } from '#core/messaging/arrival.ts';
import { providerKey } from '#core/messaging/keys.ts';
import { everything } from '#core/walking/everything.ts';
import { type Normalize, eventsOf } from './normalize.ts';
import { acceptedAs } from './plan.ts';

export interface Renormalized {
  /** Number of changes in the log that could not be fully read. */
  readonly unrecognised: number;
  /** Ids of the changes that can be read now. */
  readonly understood: readonly string[];
  /** Number of events committed for them; 0 in a dry run. */
  readonly events: number;
}

/**
 * Re-parses changes that earlier versions could not read, with the current adapters. What can be read now becomes events with the
 * original order of acceptance, in the same batch that updates the log. The rest stays as it is. Idempotent: the log records what
 * was read, and the event ids are derived from it.
 */
export async function renormalize(store: TenantStore, normalize: Normalize, apply: boolean): Promise<Renormalized> {
  const understood: string[] = [];
  let unrecognised = 0;
  let events = 0;
  for await (const { value } of everything(store, inboundLog, { by: 'byTime', equals: [] })) {
    if (!value.unrecognised) continue;
    unrecognised += 1;
    const found = await newsOf(store, normalize, value);
    if (found.news.length === 0) continue;
    understood.push(value.id);
    if (apply) events += await bringIn(value.id);
  }
  return { unrecognised, understood, events };

  async function bringIn(id: string): Promise<number> {
    const done = await againWhenStale<Done>(async () => {
      const was = await store.get(inboundLog, id);
      if (!was?.value.unrecognised) return { kind: 'done', events: 0 };
      const { now, news } = await newsOf(store, normalize, was.value);
      const outcome = await store.commit([replace(inboundLog, was, understoodAs(was, now))], news);
      return outcome.kind === 'committed' ? { kind: 'done', events: news.length } : { kind: 'stale' };
    });
    return done.events;
  }
}

interface Done {
  readonly kind: 'done';
  readonly events: number;
}

function understoodAs({ value }: Stored<InboundRaw>, now: readonly InboundEvent[]): InboundRaw {
  return { ...value, kinds: now.map(({ kind }) => kind), unrecognised: now.some(isUnrecognised) };
}

/** Re-parses a change and returns the events it did not have before. */
async function newsOf(
  store: TenantStore,
  normalize: Normalize,
  change: InboundRaw,
): Promise<{ readonly now: readonly InboundEvent[]; readonly news: readonly NewEvent[] }> {
  const now = eventsOf(normalize, change) ?? [];
  const news: NewEvent[] = [];
  for (const [n, event] of now.entries()) {
    if (isUnrecognised(event)) continue;
    if (change.kinds[n] !== event.kind) news.push(eventOf(change, n, event, arrivalEvents[event.kind].kind));
    // The message is known, and what it says was not. It is no second message: nobody counts it again.
    else if (event.kind === 'message' && (await isStillUnread(store, change, event.providerMessageId)))
      news.push(eventOf(change, n, event, arrivalEvents.reread.kind));
  }
  return { now, news };
}

function eventOf(change: InboundRaw, n: number, event: InboundEvent, kind: string): NewEvent {
  const { id: rawId, connectionId, senderId, channel, receivedAt } = change;
  const digest = rawId.slice(rawId.indexOf('.') + 1);
  const order = acceptedAs(change);
  const made = arrival({ connectionId, senderId, channel, rawId, receivedAt, digest, order, n, event, again: true });
  return { ...made, id: `${made.id}.${kind}`, kind };
}

async function isStillUnread(store: TenantStore, { senderId }: InboundRaw, providerMessageId: string): Promise<boolean> {
  const known = await store.get(providerMessages, providerKey(senderId, providerMessageId));
  const message = known && (await store.get(messages, known.value.messageId));
  return message?.value.direction === 'in' && message.value.content.kind === 'unrecognised';
}
