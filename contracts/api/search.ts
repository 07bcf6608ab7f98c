import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { conversationCard } from './desk.ts';
import { cursorQuery, pageOf, tenantParam } from './parts.ts';
import { defineRoute, json } from './route.ts';

const position = z.int().nonnegative();

export const searchMatch = z
  .object({
    conversation: conversationCard,
    where: z.enum(['name', 'number', 'label', 'message', 'note']),
    messageId: z.string().optional().describe('Of the message that was found.'),
    at: epochMs.describe('When the message or note was written. For a customer: when they were first seen.'),
    excerpt: z.string().describe('The part of the text around the match, or the name, the digits of the number or the label.'),
    marks: z
      .array(z.object({ from: position, to: position }))
      .describe('What matched in the excerpt, in UTF-16 code units: from the first to before `to`.'),
  })
  .meta({ id: 'SearchMatch', description: 'Something that was found, and the conversation that it belongs to.' });
export type SearchMatch = z.infer<typeof searchMatch>;

/** The most characters of a search. */
export const LONGEST_SEARCH = 200;

export const searchConversations = defineRoute({
  name: 'searchConversations',
  method: 'GET',
  path: '/api/tenants/:tenant/search',
  boundary: 'tenant',
  permission: 'conversations.read',
  params: { tenant: tenantParam },
  query: z.strictObject({
    q: z
      .string()
      .min(1, 'must not be empty')
      .max(LONGEST_SEARCH, `must have at most ${LONGEST_SEARCH} characters`)
      .describe(
        'Words, of which each finds the words that begin with it; case and accents do not matter. Messages and notes are found by the first three letters of a word, customers by the first. Four or more digits also find the end of a phone number.',
      ),
    cursor: cursorQuery,
  }),
  answers: {
    200: json(
      pageOf(searchMatch),
      'First the customers whose name, number or labels match, then messages and, for callers who may read them, notes: each newest first. A page can have few matches or none and still a `next`.',
    ),
  },
  says: 'Searches messages, notes, and the names, numbers and labels of customers.',
  tags: ['conversations'],
});
