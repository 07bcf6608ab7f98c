import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/** Why the bot or a person answers a conversation. `app`: staff wrote in the WhatsApp Business app. */
export const answersWhy = z.enum(['start', 'asked_for_person', 'taken_over', 'app', 'given_back']);

/** Who answers the customer. While it is a person, the bot is silent. */
export const answers = z.object({
  by: z.enum(['bot', 'person']),
  /** The user who took it over; empty while anybody of the team may. */
  userId: z.string(),
  since: epochMs,
  why: answersWhy,
});
export type Answers = z.infer<typeof answers>;

export const conversationState = z.enum(['open', 'snoozed', 'closed']);

/** The most labels of one conversation: with its other tags they stay below the store's limit. */
export const MOST_LABELS = 20;

/**
 * What people do to a conversation, beside the thread that replay rebuilds. `id` is the conversation's. Written with the messages, so it
 * is there from the first one on.
 */
export const inboxRow = z.object({
  id: z.string(),
  contactId: z.string(),
  senderId: z.string(),
  /** When the customer or a person last wrote: lists sort on it. */
  lastAt: epochMs,
  state: conversationState,
  /** 0 unless snoozed. */
  snoozedUntil: epochMs,
  /** Empty for nobody. */
  assigneeId: z.string(),
  /** Empty for none. */
  teamId: z.string(),
  labels: z.array(z.string().min(1).max(60)).max(MOST_LABELS),
  /** The customer's messages that no person has read. A reply of the bot does not count as reading. */
  unread: z.int().nonnegative(),
  answers,
  /** A person was promised and has not answered yet. */
  waiting: z.boolean(),
  /** What lists filter on, made of all of the above by `core/inbox`. */
  tags: z.array(z.string()),
});
export type InboxRow = z.infer<typeof inboxRow>;
export const inboxRows = defineCollection({
  name: 'inbox_rows',
  scope: 'tenant',
  ofContact: { kind: 'id', of: 'conversation' },
  shape: inboxRow,
  tags: 'tags',
  indexes: { byTag: ['tags', 'lastAt'], byLastAt: ['lastAt'] },
});

/** How many conversations have a tag. `id` is the tag; one that is not there counts 0. */
export const inboxCount = z.object({ id: z.string(), count: z.int() });
export type InboxCount = z.infer<typeof inboxCount>;
export const inboxCounts = defineCollection({
  name: 'inbox_counts',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'counts only' },
  shape: inboxCount,
  indexes: { byId: ['id'] },
});

/** A private note of the team, never sent. It names its contact too, so that erasing a contact finds it. */
export const note = z.object({
  id: z.string(),
  conversationId: z.string(),
  contactId: z.string(),
  authorId: z.string(),
  at: epochMs,
  text: z.string().min(1).max(4000),
});
export type Note = z.infer<typeof note>;
export const notes = defineCollection({
  name: 'notes',
  scope: 'tenant',
  ofContact: { kind: 'index', by: 'byContact', equals: 'contact' },
  shape: note,
  indexes: { byConversation: ['conversationId', 'at'], byContact: ['contactId', 'at'] },
});

/** A text that is written once and used often. `shortcut` is what people type to find it. */
export const cannedReply = z.object({
  id: z.string(),
  shortcut: z.string().min(1).max(40),
  title: z.string().min(1).max(80),
  text: z.string().min(1).max(4096),
});
export type CannedReply = z.infer<typeof cannedReply>;
export const cannedReplies = defineCollection({
  name: 'canned_replies',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: cannedReply,
  unique: { shortcut: ['shortcut'] },
  indexes: { byShortcut: ['shortcut'] },
});
