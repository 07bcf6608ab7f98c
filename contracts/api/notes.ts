import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { conversationParam, cursorQuery, pageOf, tenantParam, writing } from './parts.ts';
import { defineRoute, json } from './route.ts';

export const noteCard = z
  .object({
    id: z.string(),
    at: epochMs,
    authorId: z.string(),
    own: z.boolean().describe('Whether the caller wrote it, and so may delete it.'),
    text: z.string(),
  })
  .meta({ id: 'NoteCard', description: 'A private note of the team on a conversation. It is never sent.' });
export type NoteCard = z.infer<typeof noteCard>;

const params = { tenant: tenantParam, conversation: conversationParam };
const path = '/api/tenants/:tenant/conversations/:conversation/notes';

export const listNotes = defineRoute({
  name: 'listNotes',
  method: 'GET',
  path,
  boundary: 'tenant',
  permission: 'notes.read',
  params,
  query: z.strictObject({ cursor: cursorQuery }),
  answers: { 200: json(pageOf(noteCard), 'Up to 50 notes, newest first.') },
  errors: ['not_found'],
  says: 'Lists the private notes of a conversation.',
  tags: ['notes'],
});

export const writeNote = defineRoute({
  name: 'writeNote',
  method: 'POST',
  path,
  boundary: 'tenant',
  permission: 'notes.write',
  params,
  body: z.strictObject({ text: writing(4000) }),
  answers: { 200: json(noteCard, 'The note.') },
  errors: ['not_found'],
  takesIdempotencyKey: true,
  says: 'Writes a private note on a conversation. The customer never sees it.',
  tags: ['notes'],
});

export const deleteNote = defineRoute({
  name: 'deleteNote',
  method: 'DELETE',
  path: `${path}/:note`,
  boundary: 'tenant',
  permission: 'notes.write',
  params: { ...params, note: z.string().describe('Id of the note.') },
  answers: { 200: json(noteCard, 'The note, as it was.') },
  errors: ['not_found', 'not_yours'],
  takesIdempotencyKey: true,
  says: 'Deletes a note of the caller.',
  tags: ['notes'],
});
