import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';
import { inboundContent, outboundContent } from '../content.ts';
import { identities, providerError } from '../inbound.ts';
import { storedFile } from '../files.ts';

/** One change of a webhook, as it came. Its id is made of its content, so a redelivery is `taken` and has no effect. */
export const inboundRaw = z.object({
  id: z.string(),
  connectionId: z.string(),
  /** Empty for news about a whole business account: every tenant that it may concern keeps it. */
  senderId: z.string(),
  channel: z.string(),
  raw: z.string(),
  /** Kinds of the events that were read out of it. */
  kinds: z.array(z.string()),
  unrecognised: z.boolean(),
  receivedAt: epochMs,
  /** Order of acceptance: that of its events, without their place in it. Missing in what older versions wrote. */
  order: z.string().optional(),
});
export type InboundRaw = z.infer<typeof inboundRaw>;
export const inboundLog = defineCollection({
  name: 'inbound_log',
  scope: 'tenant',
  shape: inboundRaw,
  indexes: { byTime: ['receivedAt'] },
});

/**
 * Orders of acceptance that make a conversation the same whichever of its messages is recorded first. Empty before there is one;
 * older versions wrote none.
 */
export const conversationMarks = z.object({
  /** The highest of a customer's message. */
  heard: z.string(),
  /** Of the message that `to` is of. */
  to: z.string(),
  /** Of the message that `preview` is of. */
  shown: z.string(),
  /** What the customer said up to here stood in the conversation when it was last answered. */
  answered: z.string(),
});
export type ConversationMarks = z.infer<typeof conversationMarks>;

/** The thread of one contact and one business number, for ever. The id is made of both, so that whoever opens it makes the same. */
export const conversation = z.object({
  id: z.string(),
  contactId: z.string(),
  senderId: z.string(),
  /** Ordering key of its events: sender and the identity that opened it. */
  key: z.string(),
  /** The identities a reply goes to: those of the customer's latest message, by the provider's time. */
  to: identities,
  /** Provider's time of the customer's latest message: the 24-hour window counts from it. 0 before the first. */
  lastInboundAt: epochMs,
  /** When anything was last said: the inbox sorts on it. */
  lastAt: epochMs,
  /** The message that stands last when they are shown in order, in short. */
  preview: z.string(),
  /** The customer's messages accepted after those that were answered. */
  unread: z.int().nonnegative(),
  marks: conversationMarks.optional(),
});
export type Conversation = z.infer<typeof conversation>;
export const conversations = defineCollection({
  name: 'conversations',
  scope: 'tenant',
  shape: conversation,
  indexes: { byLastAt: ['lastAt'], byContact: ['contactId', 'lastAt'] },
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
 * wanted → sending → accepted | refused | unknown. `unknown` becomes accepted when a status or the provider's list settles
 * it, and `unsettled` after the deadline; neither is ever sent again by itself.
 */
export const sendState = z.enum(['wanted', 'sending', 'accepted', 'refused', 'unknown', 'unsettled', 'cancelled', 'expired']);

export const sendAttempt = z.object({
  at: epochMs,
  /** Empty when we refused it ourselves. */
  accountId: z.string(),
  /** A hash of what was sent and to whom: only while it would be sent alike can an unanswered send be looked for. */
  sentAs: z.string(),
  outcome: z.enum(['started', 'accepted', 'refused', 'not_now', 'unknown']),
  /** Our failure code and the provider's. */
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
  /** Order of acceptance: rises with every message that Deskbell took or wants to send. Views sort on `at`, then on this. */
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
  /** Order of the latest message of the customer that stood in the conversation when this was wanted. Older versions wrote none. */
  follows: z.string().optional(),
  content: outboundContent,
  /** Which page of its choices to show, when they do not fit into one message. */
  page: z.int().nonnegative().default(0),
  /** What was shown as 1, 2, 3 …: the ids behind the numbers, when the message had to go as numbered text. */
  numbered: z.array(z.string()).default([]),
  state: sendState,
  /** The booking it speaks of, so that a reply to it can move or cancel that booking. Empty for none. */
  bookingId: z.string(),
  /** Not sent after this. 0 means no end. */
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
  shape: message,
  indexes: { byConversation: ['conversationId', 'at', 'order'], byDirection: ['direction', 'at'] },
});

/** Sends without an answer, until they are settled: what the operator's list and `demo --faults` show. */
export const unsettledSend = z.object({ id: z.string(), conversationId: z.string(), since: epochMs });
export const unsettledSends = defineCollection({
  name: 'unsettled_sends',
  scope: 'tenant',
  shape: unsettledSend,
  indexes: { bySince: ['since'] },
});

/** A provider's message id (with its sender) → our message. Its unique id is what deduplicates inbound messages. */
export const providerMessage = z.object({
  id: z.string(),
  messageId: z.string(),
  conversationId: z.string(),
  /** Of a customer's message: its order of acceptance. Older versions wrote none. */
  order: z.string().optional(),
});
export type ProviderMessage = z.infer<typeof providerMessage>;
export const providerMessages = defineCollection({
  name: 'provider_messages',
  scope: 'tenant',
  shape: providerMessage,
  indexes: { byId: ['id'] },
});

/**
 * Receipts that came before the answer to their send. Same id as `provider_messages`. They expire: what somebody else sends
 * from the same number has receipts too, and no send of ours ever asks for those.
 */
export const earlyReceipt = z.object({ id: z.string(), facts: receiptFacts, expiresAt: epochMs });
export const earlyReceipts = defineCollection({
  name: 'early_receipts',
  scope: 'tenant',
  shape: earlyReceipt,
  indexes: { byExpiry: ['expiresAt'] },
  expires: 'expiresAt',
});

/** "This consumer is done with this event", in the batch of its effect. `id` is consumer and event. */
export const done = z.object({ id: z.string(), expiresAt: epochMs });
export const dones = defineCollection({
  name: 'dones',
  scope: 'tenant',
  shape: done,
  indexes: { byExpiry: ['expiresAt'] },
  expires: 'expiresAt',
});
