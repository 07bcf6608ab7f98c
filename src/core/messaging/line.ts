import type { EpochMs } from '#contracts/clock.ts';
import { happened } from '#contracts/events/define.ts';
import { sendEvents } from '#contracts/events/sends.ts';
import type { NewEvent } from '#contracts/event.ts';
import { type DueEntry, dueEntries } from '#contracts/later.ts';
import type { OutboundMessage, Purpose } from '#contracts/records/messaging.ts';
import { type Stored, type TenantStore, type Write, againWhenStale, put, remove, replace } from '#contracts/store.ts';
import { raced } from '#core/batches/raced.ts';
import type { Wait } from './waits.ts';

/*
 * The messages of a conversation that wait to be sent stand in a line: a lane of the due-queue with one entry for each. Only the first
 * has a time. When it has been sent, or will not be, it leaves the line and hands the next one over to the sender. The first stays in the line
 * while the sender has it. So whoever finds a line empty knows that nothing earlier waits, also between two events.
 */

export const MESSAGE_DUE = 'message.due';

/** Times from here on are places in a line. No clock ever shows them. */
export const BEHIND = 8_000_000_000_000_000;
/** An event that the sender has not finished after this is sent again, in case it was lost or parked. */
const HANDED_OVER_FOR_MS = 300_000;
const HANDED_OVER = 'handed_over';

const CLASS: Readonly<Record<Purpose, number>> = { reply: 3 };

type Entry = Stored<DueEntry>;

interface Batch {
  readonly writes: readonly Write[];
  readonly events: readonly NewEvent[];
}

const idOf = (messageId: string) => `${MESSAGE_DUE}:${messageId}`;
const lineOf = (conversationId: string) => `sends:${conversationId}`;

export function messageOf({ value }: Entry): string {
  return value.about['messageId'] ?? '';
}

export function entryOf(store: TenantStore, messageId: string): Promise<Entry | undefined> {
  return store.get(dueEntries, idOf(messageId));
}

/** The first of a conversation that waits. */
export async function firstInLine(store: TenantStore, conversationId: string): Promise<Entry | undefined> {
  return (await store.find(dueEntries, { by: 'byWait', equals: [lineOf(conversationId)], limit: 1 })).items[0];
}

/** Its time has not come: the sender gets it then. */
export function isWaiting({ value }: Entry, now: EpochMs): boolean {
  return value.why !== HANDED_OVER && value.dueAt > now && value.dueAt < BEHIND;
}

/** Waits for its `notBefore`, outside the line: what is wanted later goes before it. */
export function isScheduled({ value }: Entry): boolean {
  return value.lane !== lineOf(value.about['conversationId'] ?? '');
}

/** The message waits until its `notBefore`, in no line. */
export function scheduled(message: OutboundMessage, was: Entry | undefined): Write {
  const lane = `send:${message.id}`;
  return put(dueEntries, was, { ...entry(message), lane, dueAt: message.notBefore, why: 'scheduled' });
}

/** The message, which is the first of its conversation, is tried again after the wait, or expires before. */
export function waits(message: OutboundMessage, was: Entry | undefined, now: EpochMs, { ms, why }: Wait): Write {
  const { expiresAt } = message;
  const at = now + Math.ceil(ms);
  const dueAt = expiresAt > now ? Math.min(at, expiresAt) : at;
  return put(dueEntries, was, { ...entry(message), dueAt, why });
}

/**
 * The message goes to the end of the line. The batch writes the first, too, so that it cannot leave the line meanwhile without handing
 * over the next one.
 */
export async function behind(
  store: TenantStore,
  message: OutboundMessage,
  was: Entry | undefined,
  first: Entry,
  now: EpochMs,
): Promise<Batch> {
  const { lane } = first.value;
  const [last] = (await store.find(dueEntries, { by: 'byWait', equals: [lane], order: 'desc', limit: 1 })).items;
  const dueAt = Math.max(BEHIND, last?.value.dueAt ?? 0) + 1;
  const added = put(dueEntries, was, { ...entry(message), dueAt, why: 'behind' });
  if (first.value.dueAt < BEHIND) return { writes: [added, replace(dueEntries, first, first.value)], events: [] };
  // Somebody has removed the one that was first.
  const { writes, events } = handedOver(first, now);
  return { writes: [added, ...writes], events };
}

/** The sender gets the message. Its entry keeps its place until the message leaves the line. */
export function handedOver(was: Entry, now: EpochMs): Batch {
  const { messageId = '', conversationId = '' } = was.value.about;
  const occasion = { id: `due-${messageId}-${was.version}-${now}`, key: conversationId, at: now };
  const value: DueEntry = { ...was.value, dueAt: now + HANDED_OVER_FOR_MS, why: HANDED_OVER, attempts: 0 };
  return {
    // In no line, it has no place to keep.
    writes: [isScheduled(was) ? remove(dueEntries, was) : replace(dueEntries, was, value)],
    events: [happened(sendEvents.due, occasion, { messageId, conversationId })],
  };
}

/** The message has been sent, or will not be. If it was the first, the next one is handed over. Idempotent. */
export async function leaveLine(store: TenantStore, messageId: string, now: EpochMs): Promise<void> {
  await againWhenStale(async () => {
    const own = await entryOf(store, messageId);
    if (!own) return { kind: 'gone' } as const;
    const { items } = await store.find(dueEntries, { by: 'byWait', equals: [own.value.lane], limit: 2 });
    const [first, second] = items;
    const next = first && messageOf(first) === messageId ? second : undefined;
    const { writes, events } = next ? handedOver(next, now) : { writes: [], events: [] };
    return raced(await store.commit([remove(dueEntries, own), ...writes], events), { kind: 'left' } as const);
  });
}

function entry({ id, conversationId, purpose }: OutboundMessage): Omit<DueEntry, 'dueAt' | 'why'> {
  return {
    id: idOf(id),
    lane: lineOf(conversationId),
    class: CLASS[purpose],
    kind: MESSAGE_DUE,
    about: { messageId: id, conversationId },
    attempts: 0,
  };
}
