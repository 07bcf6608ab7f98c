import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';
import { inboundContent, outboundContent } from '../content.ts';
import { identities, providerError } from '../inbound.ts';
import { storedFile } from '../files.ts';

/** One change of a webhook in its raw form. The id is a hash of the content, so a redelivery is `taken` and has no effect. */
export const inboundRaw = z.object({
  id: z.string(),
  connectionId: z.string(),
  /** Empty for a notice about a whole business account, which is kept for every tenant it may concern. */
  senderId: z.string(),
  /** Name of the channel or other source that brought it. */
  channel: z.string(),
  raw: z.string(),
  /** Kinds of the events parsed from it. */
  kinds: z.array(z.string()),
  unrecognised: z.boolean(),
  /**
   * Keys of the customers it concerns, for erasing. A key is a digest of one identity, because an identity may be longer than a tag. It
   * hides nothing: `raw` has the identities in plain text, and who removes those must remove the keys with them.
   */
  customers: z.array(z.string()),
  receivedAt: epochMs,
  /** Order of acceptance: the common prefix of its events' orders. Missing in documents of older versions. */
  order: z.string().optional(),
});
export type InboundRaw = z.infer<typeof inboundRaw>;
export const inboundLog = defineCollection({
  name: 'inbound_log',
  scope: 'tenant',
  ofContact: { kind: 'index', by: 'byCustomer', equals: 'customer' },
  shape: inboundRaw,
  // Until then without keys of customers. They are not made up for: what was accepted before ends with its retention period.
  shapeVersion: 2,
  upgrade: (older) => ({ customers: [], ...z.looseObject({}).parse(older) }),
  tags: 'customers',
  indexes: { byTime: ['receivedAt'], byCustomer: ['customers', 'receivedAt'] },
  expires: 'receivedAt',
  keptFor: 'raw_log',
});

/** More keys of customers than the document of a raw part can hold as tags. */
export const inboundCustomer = z.object({
  id: z.string(),
  rawId: z.string(),
  customers: z.array(z.string()),
  receivedAt: epochMs,
});
export const inboundCustomers = defineCollection({
  name: 'inbound_customers',
  scope: 'tenant',
  ofContact: { kind: 'index', by: 'byCustomer', equals: 'customer' },
  shape: inboundCustomer,
  tags: 'customers',
  indexes: { byTime: ['receivedAt'], byCustomer: ['customers', 'receivedAt'] },
  expires: 'receivedAt',
  keptFor: 'raw_log',
});

/**
 * Orders of acceptance. With them a conversation ends up the same whichever of its messages is recorded first. Each is empty
 * until there is such a message. Missing in documents of older versions.
 */
export const conversationMarks = z.object({
  /** Order of the customer's latest message. */
  heard: z.string(),
  /** Order of the message that `to` was taken from. */
  to: z.string(),
  /** Order of the message that `preview` shows. */
  shown: z.string(),
  /** Order of the customer's latest message when the conversation was last answered. */
  answered: z.string(),
});
export type ConversationMarks = z.infer<typeof conversationMarks>;

/** The thread of one contact with one business number. The id is made of both, so every process that opens it makes the same id. */
export const conversation = z.object({
  id: z.string(),
  contactId: z.string(),
  senderId: z.string(),
  /** Ordering key of its events: the sender and the identity that opened it. */
  key: z.string(),
  /** Where replies go: the identities in the customer's latest message, by the provider's time. */
  to: identities,
  /** Provider's time of the customer's latest message, when the 24-hour window starts. 0 before the first message. */
  lastInboundAt: epochMs,
  /** Time of the latest message in either direction. The inbox sorts by it. */
  lastAt: epochMs,
  /** The start of the last message in display order. */
  preview: z.string(),
  /** Number of customer messages that have not been answered yet. */
  unread: z.int().nonnegative(),
  marks: conversationMarks.optional(),
});
export type Conversation = z.infer<typeof conversation>;
export const conversations = defineCollection({
  name: 'conversations',
  scope: 'tenant',
  ofContact: { kind: 'index', by: 'byContact', equals: 'contact' },
  shape: conversation,
  indexes: { byLastAt: ['lastAt'], byContact: ['contactId'] },
});

/** Each fact of a delivery with its time: a join, so order of arrival does not matter. 0 is "not (yet)". */
export const receiptFacts = z.object({
  sentAt: epochMs,
  deliveredAt: epochMs,
  readAt: epochMs,
  failedAt: epochMs,
  errors: z.array(providerError),
});
export type ReceiptFacts = z.infer<typeof receiptFacts>;

/**
 * wanted → sending → accepted | refused | unknown. `unknown` becomes `accepted` when a delivery update or the provider's message
 * list settles it, and `unsettled` after the deadline. Neither is ever resent automatically.
 */
export const sendState = z.enum(['wanted', 'sending', 'accepted', 'refused', 'unknown', 'unsettled', 'cancelled', 'expired']);

/** What a message is for. It decides its class in the due-queue. */
export const purpose = z.enum(['reply']);
export type Purpose = z.infer<typeof purpose>;

export const sendAttempt = z.object({
  at: epochMs,
  /** Empty if Deskbell refused the message before any call. */
  accountId: z.string(),
  /** Hash of the content and the recipient. An unanswered send can only be looked up while both would still be the same. */
  sentAs: z.string(),
  outcome: z.enum(['started', 'accepted', 'refused', 'not_now', 'unknown']),
  /** Our failure code. `providerCode` is the provider's. */
  code: z.string().optional(),
  providerCode: z.string().optional(),
});

export const media = z.object({
  state: z.enum(['waiting', 'stored', 'gone', 'too_large', 'refused']),
  file: storedFile.optional(),
});

const common = {
  id: z.string(),
  conversationId: z.string(),
  contactId: z.string(),
  senderId: z.string(),
  /** Provider's time for inbound, time of the wish for outbound; whole seconds for both, as Meta gives no finer ones. */
  at: epochMs,
  /** Order of acceptance, rising with every message received or created. Views sort by `at`, then by this. */
  order: z.string(),
  replyTo: z.string().optional(),
};

export const inboundMessage = z.object({
  ...common,
  direction: z.literal('in'),
  /** The connection that brought it: its media is fetched and its read mark sent through an account of this connection. */
  connectionId: z.string(),
  providerMessageId: z.string(),
  content: inboundContent,
  media: media.optional(),
});
export const outboundMessage = z.object({
  ...common,
  direction: z.literal('out'),
  author: z.enum(['bot', 'agent', 'app']),
  /** The user who wrote it here. Missing for the others, and in documents of older versions. */
  authorId: z.string().optional(),
  /** Order of the customer's latest message when this one was created. Missing in documents of older versions. */
  follows: z.string().optional(),
  content: outboundContent,
  /** Which page of the choices to show, if they do not fit into one message. */
  page: z.int().nonnegative().default(0),
  /** If the choices were sent as numbered text: the ids behind 1, 2, 3 … */
  numbered: z.array(z.string()).default([]),
  state: sendState,
  /** The booking this message is about; empty for none. A reply to the message can move or cancel that booking. */
  bookingId: z.string(),
  purpose: purpose.default('reply'),
  /** The message is not sent before this time. 0 means at once. */
  notBefore: epochMs.default(0),
  /** The message is not sent after this time. 0 means no limit. */
  expiresAt: epochMs,
  attempts: z.array(sendAttempt),
  /** Empty until accepted. */
  providerMessageId: z.string(),
  receipts: receiptFacts,
});
export const message = z.discriminatedUnion('direction', [inboundMessage, outboundMessage]);
export type Message = z.infer<typeof message>;
export type InboundMessage = z.infer<typeof inboundMessage>;
export type OutboundMessage = z.infer<typeof outboundMessage>;
export const messages = defineCollection({
  name: 'messages',
  scope: 'tenant',
  ofContact: { kind: 'index', by: 'byConversation', equals: 'conversation' },
  shape: message,
  indexes: { byId: ['id'], byConversation: ['conversationId', 'at', 'order'] },
  expires: 'at',
  keptFor: 'messages',
});

/** An unanswered send, until it is settled. The inbox and `demo --faults` list these. */
export const unsettledSend = z.object({ id: z.string(), conversationId: z.string(), since: epochMs });
export const unsettledSends = defineCollection({
  name: 'unsettled_sends',
  scope: 'tenant',
  ofContact: { kind: 'id', of: 'message' },
  shape: unsettledSend,
  indexes: { bySince: ['since'] },
});

/** Maps the sender and the provider's message id to our message. The id is unique, which deduplicates inbound messages. */
export const providerMessage = z.object({
  id: z.string(),
  messageId: z.string(),
  conversationId: z.string(),
  /** Order of acceptance of a customer's message. Missing in documents of older versions. */
  order: z.string().optional(),
});
export type ProviderMessage = z.infer<typeof providerMessage>;
export const providerMessages = defineCollection({
  name: 'provider_messages',
  scope: 'tenant',
  ofContact: { kind: 'index', by: 'byConversation', equals: 'conversation' },
  shape: providerMessage,
  indexes: { byId: ['id'], byConversation: ['conversationId'] },
});

/**
 * Delivery updates that arrived before the answer to their send. Same id as in `provider_messages`. They expire, because messages
 * that other software sends from the same number have updates too, and those are never picked up.
 */
export const earlyReceipt = z.object({
  id: z.string(),
  facts: receiptFacts,
  /** Keys of the customer, as in the raw log. The id alone does not say whom it concerns, though a provider's id may hold a number. */
  customers: z.array(z.string()),
  expiresAt: epochMs,
});
export const earlyReceipts = defineCollection({
  name: 'early_receipts',
  scope: 'tenant',
  ofContact: { kind: 'index', by: 'byCustomer', equals: 'customer' },
  shape: earlyReceipt,
  shapeVersion: 2,
  upgrade: (older) => ({ customers: [], ...z.looseObject({}).parse(older) }),
  tags: 'customers',
  indexes: { byId: ['id'], byCustomer: ['customers', 'expiresAt'] },
  expires: 'expiresAt',
});

/** Marks an event as handled by a consumer. Written in the same batch as the effect. `id` is made of the consumer and the event. */
export const done = z.object({ id: z.string(), expiresAt: epochMs });
export const dones = defineCollection({
  name: 'dones',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'ids of events only' },
  shape: done,
  indexes: { byId: ['id'] },
  expires: 'expiresAt',
});
