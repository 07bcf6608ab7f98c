import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/** What can be found: a conversation by its customer's name, numbers and labels, and the text of a message or a note. */
export const searchedKind = z.enum(['conversation', 'message', 'note']);
export type SearchedKind = z.infer<typeof searchedKind>;

/**
 * Finds one thing by the beginnings of its words. It holds no text: what it is about is read again when it is found. Something with more
 * words than an entry has room for has several entries, and each tag is in one of them.
 */
export const searchEntry = z.object({
  id: z.string(),
  kind: searchedKind,
  /** Id of the conversation, message or note. */
  about: z.string(),
  conversationId: z.string(),
  contactId: z.string(),
  /** Beginnings of words, by the rules in `core/search/tags.ts`. */
  words: z.array(z.string()),
  /** When a message or a note was written; when the customer of a conversation was first seen. */
  at: epochMs,
  /** Like `at` for a message, which expires. 0 for the rest. */
  expiresFrom: epochMs,
  /** How many entries there are for the same thing. Missing for one. */
  parts: z.int().min(2).optional(),
});
export type SearchEntry = z.infer<typeof searchEntry>;
export const searchEntries = defineCollection({
  name: 'search_entries',
  scope: 'tenant',
  shape: searchEntry,
  tags: 'words',
  indexes: { byWord: ['words', 'at'], byContact: ['contactId', 'kind'] },
  expires: 'expiresFrom',
  keptFor: 'messages',
  ofContact: { kind: 'index', by: 'byContact', equals: 'contact' },
});
