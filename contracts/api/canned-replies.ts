import { z } from 'zod';
import { cursorQuery, pageOf, plain, tenantParam, title, writing } from './parts.ts';
import { defineRoute, json } from './route.ts';

const shortcut = plain(40)
  .trim()
  .toLowerCase()
  .min(1, 'must not be empty')
  .regex(/^[^\s/]*$/u, 'must have no space and no slash')
  .describe('What is typed after `/` to find it: one word, kept in lower case.');

/** What people write into a canned reply. */
export const cannedReplyText = z
  .strictObject({ shortcut, title: title(80), text: writing(4096) })
  .meta({ id: 'CannedReplyText', description: 'A text that is written once and used often.' });
export type CannedReplyText = z.input<typeof cannedReplyText>;

export const cannedReplyCard = z
  .object({ id: z.string(), shortcut: z.string(), title: z.string(), text: z.string() })
  .meta({ id: 'CannedReplyCard', description: 'A canned reply.' });
export type CannedReplyCard = z.infer<typeof cannedReplyCard>;

const path = '/api/tenants/:tenant/canned-replies';
const params = { tenant: tenantParam };
const one = { ...params, reply: z.string().describe('Id of the canned reply.') };

export const listCannedReplies = defineRoute({
  name: 'listCannedReplies',
  method: 'GET',
  path,
  boundary: 'tenant',
  permission: 'canned_replies.read',
  params,
  query: z.strictObject({ cursor: cursorQuery }),
  answers: { 200: json(pageOf(cannedReplyCard), 'Up to 50 canned replies, by shortcut.') },
  says: 'Lists the canned replies.',
  tags: ['canned replies'],
});

export const createCannedReply = defineRoute({
  name: 'createCannedReply',
  method: 'POST',
  path,
  boundary: 'tenant',
  permission: 'canned_replies.write',
  params,
  body: cannedReplyText,
  answers: { 200: json(cannedReplyCard, 'The canned reply.') },
  errors: ['shortcut_taken'],
  takesIdempotencyKey: true,
  says: 'Adds a canned reply.',
  tags: ['canned replies'],
});

export const changeCannedReply = defineRoute({
  name: 'changeCannedReply',
  method: 'PUT',
  path: `${path}/:reply`,
  boundary: 'tenant',
  permission: 'canned_replies.write',
  params: one,
  body: cannedReplyText,
  answers: { 200: json(cannedReplyCard, 'The canned reply as it is now.') },
  errors: ['not_found', 'shortcut_taken'],
  takesIdempotencyKey: true,
  says: 'Replaces a canned reply.',
  tags: ['canned replies'],
});

export const deleteCannedReply = defineRoute({
  name: 'deleteCannedReply',
  method: 'DELETE',
  path: `${path}/:reply`,
  boundary: 'tenant',
  permission: 'canned_replies.write',
  params: one,
  answers: { 200: json(cannedReplyCard, 'The canned reply, as it was.') },
  errors: ['not_found'],
  takesIdempotencyKey: true,
  says: 'Deletes a canned reply.',
  tags: ['canned replies'],
});
