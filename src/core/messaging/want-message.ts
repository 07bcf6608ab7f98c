import type { EpochMs } from '#contracts/clock.ts';
import type { OutboundContent } from '#contracts/content.ts';
import type { NewEvent } from '#contracts/event.ts';
import { type Conversation, type OutboundMessage, conversations, messages } from '#contracts/records/messaging.ts';
import { type Stored, type Write, insert, replace } from '#contracts/store.ts';
import { orderOf, wholeSecond } from '#core/ids/order.ts';
import { answered, heardTo } from './last-said.ts';
import { noReceipts } from './receipts.ts';
import { told } from './told.ts';

export interface Wanted {
  readonly id: string;
  readonly content: OutboundContent;
  readonly author: OutboundMessage['author'];
  readonly page?: number;
  readonly bookingId?: string | undefined;
  /** Provider's id of the customer's message to quote. */
  readonly replyTo?: string;
}

/** A reply that could not be sent for this long expires, because an answer hours later would confuse. Milliseconds. */
const REPLIES_EXPIRE_AFTER = 3_600_000;

/**
 * The intent to send, as writes for the caller's batch: the messages in order, their conversation, and the events that trigger the
 * sender. This is the only way to send a message.
 */
export function wantMessages(
  conversation: Stored<Conversation>,
  wanted: readonly Wanted[],
  now: EpochMs,
): { readonly writes: readonly Write[]; readonly events: readonly NewEvent[] } {
  if (wanted.length === 0) return { writes: [], events: [] };
  const said = wanted.map((one, n) => outbound(one, n, conversation.value, now));
  return {
    writes: [
      ...said.map((message) => insert(messages, message)),
      replace(conversations, conversation, said.reduce(answered, conversation.value)),
    ],
    events: said.map((message) => told('wanted', message, now)),
  };
}

function outbound(wanted: Wanted, place: number, conversation: Conversation, now: EpochMs): OutboundMessage {
  return {
    id: wanted.id,
    conversationId: conversation.id,
    contactId: conversation.contactId,
    senderId: conversation.senderId,
    at: wholeSecond(now),
    // "out" sorts after the digits in the order of a customer's message from the same millisecond.
    order: orderOf(now, `out.${String(place).padStart(3, '0')}.${wanted.id}`),
    direction: 'out',
    author: wanted.author,
    follows: heardTo(conversation),
    content: wanted.content,
    page: wanted.page ?? 0,
    numbered: [],
    bookingId: wanted.bookingId ?? '',
    state: 'wanted',
    expiresAt: now + REPLIES_EXPIRE_AFTER,
    attempts: [],
    providerMessageId: '',
    receipts: noReceipts,
    ...(wanted.replyTo === undefined ? {} : { replyTo: wanted.replyTo }),
  };
}
