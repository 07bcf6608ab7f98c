import type { EpochMs } from '#contracts/clock.ts';
import type { OutboundContent } from '#contracts/content.ts';
import type { NewEvent } from '#contracts/event.ts';
import { type Conversation, type OutboundMessage, type Purpose, conversations, messages } from '#contracts/records/messaging.ts';
import { type Stored, type Write, insert, replace } from '#contracts/store.ts';
import { orderOf, wholeSecond } from '#core/ids/order.ts';
import { answered, heardTo } from './last-said.ts';
import { noReceipts } from './receipts.ts';
import { told } from './told.ts';

export interface Wanted {
  readonly id: string;
  readonly content: OutboundContent;
  readonly author: OutboundMessage['author'];
  /** The user, if an agent wrote it. */
  readonly authorId?: string;
  readonly page?: number;
  readonly bookingId?: string | undefined;
  /** Default: `reply`. */
  readonly purpose?: Purpose;
  /** Default: at once. */
  readonly notBefore?: EpochMs;
  /** Default: an hour after it may be sent. */
  readonly expiresAt?: EpochMs;
  /** Provider's id of the message to quote. */
  readonly replyTo?: string;
}

/** A message that could not be sent for this long expires: hours later, a reply would only confuse. */
const EXPIRES_AFTER_MS: Readonly<Record<Purpose, number>> = { reply: 3_600_000 };

/**
 * The intent to send, as writes for the caller's batch: the messages in order, their conversation, and the events that trigger the
 * sender. This is the only way to send a message.
 */
export function wantMessages(
  conversation: Stored<Conversation>,
  wanted: readonly Wanted[],
  now: EpochMs,
): { readonly writes: readonly Write[]; readonly events: readonly NewEvent[] } {
  return batchOf(
    conversation,
    wanted.map((one, n) => outbound(one, n, conversation.value, now)),
    now,
  );
}

/** The same for one message, which is returned too. */
export function wantMessage(conversation: Stored<Conversation>, wanted: Wanted, now: EpochMs) {
  const message = outbound(wanted, 0, conversation.value, now);
  return { message, ...batchOf(conversation, [message], now) };
}

function batchOf(conversation: Stored<Conversation>, said: readonly OutboundMessage[], now: EpochMs) {
  if (said.length === 0) return { writes: [], events: [] };
  return {
    writes: [
      ...said.map((message) => insert(messages, message)),
      replace(conversations, conversation, said.reduce(answered, conversation.value)),
    ],
    events: said.map((message) => told('wanted', message, now)),
  };
}

function outbound(wanted: Wanted, place: number, conversation: Conversation, now: EpochMs): OutboundMessage {
  const { purpose = 'reply', notBefore = 0 } = wanted;
  return {
    id: wanted.id,
    conversationId: conversation.id,
    contactId: conversation.contactId,
    senderId: conversation.senderId,
    at: wholeSecond(now),
    // "out" sorts after the digits in the order of a customer's message from the same millisecond.
    order: orderOf(now, `out.${String(place).padStart(3, '0')}.${wanted.id.slice(-6)}`),
    direction: 'out',
    author: wanted.author,
    ...(wanted.authorId === undefined ? {} : { authorId: wanted.authorId }),
    follows: heardTo(conversation),
    content: wanted.content,
    page: wanted.page ?? 0,
    numbered: [],
    bookingId: wanted.bookingId ?? '',
    state: 'wanted',
    purpose,
    notBefore,
    expiresAt: wanted.expiresAt ?? Math.max(now, notBefore) + EXPIRES_AFTER_MS[purpose],
    attempts: [],
    providerMessageId: '',
    receipts: noReceipts,
    ...(wanted.replyTo === undefined ? {} : { replyTo: wanted.replyTo }),
  };
}
