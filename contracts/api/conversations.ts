import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { MOST_LABELS } from '../records/inbox.ts';
import { conversationCard, messageCard } from './desk.ts';
import { conversationParam, cursorQuery, pageOf, plain, tenantParam } from './parts.ts';
import { defineRoute, events, json } from './route.ts';

/** The lists of the inbox. Without one of them, all conversations are listed. */
const LIST = /^(open(:(waiting|unread|unassigned|user:.+|team:.+))?|snoozed|closed|label:.+)$/u;

const label = plain(60).trim().min(1, 'must not be empty');
const holder = plain(80).describe('Empty for nobody.');

/** What a person does to a conversation. */
export const conversationChange = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('take_over') }).describe('From now on a person answers, and the bot is silent.'),
    z.strictObject({ kind: z.literal('give_back') }).describe('From now on the bot answers again.'),
    z.strictObject({ kind: z.literal('assign'), assigneeId: holder, teamId: holder }).describe('Says whose it is.'),
    z.strictObject({ kind: z.literal('open') }).describe('Reopens it, or ends its snooze.'),
    z.strictObject({ kind: z.literal('close') }).describe('Closes it. It opens again when the customer writes.'),
    z
      .strictObject({ kind: z.literal('snooze'), until: epochMs.describe('Milliseconds since 1970, in the future.') })
      .describe('Takes it off the open lists. It opens again when the customer writes.'),
    z
      .strictObject({
        kind: z.literal('label'),
        add: z.array(label).max(MOST_LABELS).default([]),
        remove: z.array(label).max(MOST_LABELS).default([]),
      })
      .describe('Adds and removes labels.'),
    z.strictObject({ kind: z.literal('read') }).describe('Marks it as read.'),
    z.strictObject({ kind: z.literal('unread') }).describe('Marks it as unread.'),
  ])
  .meta({ id: 'ConversationChange', description: 'What a person does to a conversation.' });
export type ConversationChange = z.input<typeof conversationChange>;

const params = { tenant: tenantParam, conversation: conversationParam };

export const listConversations = defineRoute({
  name: 'listConversations',
  method: 'GET',
  path: '/api/tenants/:tenant/conversations',
  boundary: 'tenant',
  permission: 'conversations.read',
  params: { tenant: tenantParam },
  query: z.strictObject({
    list: plain(100)
      .regex(
        LIST,
        'must be open, open:waiting, open:unread, open:unassigned, open:user:…, open:team:…, snoozed, closed or label:…',
      )
      .optional()
      .describe(
        'One list of the inbox: `open`, `open:waiting`, `open:unread`, `open:unassigned`, `open:user:<id>`, `open:team:<id>`, `snoozed`, `closed` or `label:<label>`. Without it, all conversations.',
      ),
    cursor: cursorQuery,
  }),
  answers: { 200: json(pageOf(conversationCard), 'Up to 50 conversations, the one in which somebody wrote last first.') },
  says: 'Lists the conversations of one list of the inbox.',
  tags: ['conversations'],
});

export const getConversation = defineRoute({
  name: 'getConversation',
  method: 'GET',
  path: '/api/tenants/:tenant/conversations/:conversation',
  boundary: 'tenant',
  permission: 'conversations.read',
  params,
  answers: { 200: json(conversationCard, 'The conversation.') },
  errors: ['not_found'],
  says: 'Shows one conversation.',
  tags: ['conversations'],
});

export const listMessages = defineRoute({
  name: 'listMessages',
  method: 'GET',
  path: '/api/tenants/:tenant/conversations/:conversation/messages',
  boundary: 'tenant',
  permission: 'conversations.read',
  params,
  query: z.strictObject({ cursor: cursorQuery }),
  answers: { 200: json(pageOf(messageCard), 'Up to 50 messages, newest first.') },
  errors: ['not_found'],
  says: 'Lists the messages of a conversation.',
  tags: ['conversations'],
});

export const controlConversation = defineRoute({
  name: 'controlConversation',
  method: 'POST',
  path: '/api/tenants/:tenant/conversations/:conversation/control',
  boundary: 'tenant',
  permission: 'conversations.control',
  params,
  body: conversationChange,
  answers: { 200: json(conversationCard, 'The conversation as it is now, also when it was like that already.') },
  errors: ['not_found', 'in_the_past', 'too_many_labels'],
  takesIdempotencyKey: true,
  says: 'Takes a conversation over, gives it back to the bot, assigns, opens, closes, snoozes or labels it, or marks it as read or unread.',
  tags: ['conversations'],
});

export const countConversations = defineRoute({
  name: 'countConversations',
  method: 'GET',
  path: '/api/tenants/:tenant/inbox-counts',
  boundary: 'tenant',
  permission: 'conversations.read',
  params: { tenant: tenantParam },
  answers: {
    200: json(
      z.object({ counts: z.record(z.string(), z.int().nonnegative()) }),
      'How many conversations each list has, by its name. A list that is missing has none. Counts follow the lists within moments.',
    ),
  },
  says: 'Counts the conversations of each list of the inbox.',
  tags: ['conversations'],
});

export const followConversations = defineRoute({
  name: 'followConversations',
  method: 'GET',
  path: '/api/tenants/:tenant/live',
  boundary: 'tenant',
  permission: 'conversations.read',
  params: { tenant: tenantParam },
  answers: {
    200: events(
      {
        changed: z
          .object({ conversation: z.string().optional() })
          .meta({ id: 'ConversationChanged', description: 'Without an id, any conversation may have changed.' }),
      },
      'One event `changed` for each conversation that changes, until the caller hangs up.',
    ),
  },
  says: 'Tells of each change of a conversation, as server-sent events.',
  tags: ['conversations'],
});
