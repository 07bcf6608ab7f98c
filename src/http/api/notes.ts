import { type NoteCard, deleteNote as deleteRoute, listNotes, writeNote as writeRoute } from '#contracts/api/notes.ts';
import { type Note, inboxRows, notes } from '#contracts/records/inbox.ts';
import { deleteNote, writeNote } from '#core/inbox/notes.ts';
import { refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { type ConversationNeeds, noConversation } from './conversations.ts';
import { PAGE, paged } from './paged.ts';

/** The private notes of a conversation. */
export function noteRoutes({ clock, newId, changed }: ConversationNeeds): readonly Served[] {
  const write = writeNote(clock, newId);
  return [
    served(listNotes, async ({ tenant, params, query, caller }) => {
      if (!(await tenant.get(inboxRows, params.conversation))) throw noConversation();
      const page = await paged(query, (from) =>
        tenant.find(notes, { by: 'byConversation', equals: [params.conversation], order: 'desc', limit: PAGE, ...from }),
      );
      return { status: 200, body: { items: page.items.map(({ value }) => noteCard(value, caller.id)), next: page.next } };
    }),

    served(writeRoute, async ({ tenant, params, body, caller, keeps }) => {
      const reply = (note: Note) => ({ status: 200, body: noteCard(note, caller.id) }) as const;
      const also = (note: Note) => keeps(reply(note));
      const outcome = await write(tenant, params.conversation, { text: body.text, by: caller.id, also });
      if (outcome.kind === 'not_there') throw noConversation();
      changed(tenant.tenantId, params.conversation);
      return reply(outcome.note);
    }),

    served(deleteRoute, async ({ tenant, params, caller, keeps }) => {
      const { conversation: conversationId, note: noteId } = params;
      const reply = (note: Note) => ({ status: 200, body: noteCard(note, caller.id) }) as const;
      const outcome = await deleteNote(tenant, clock, { conversationId, noteId, by: caller.id }, (note) => keeps(reply(note)));
      if (outcome.kind === 'not_there') throw refusal('not_found', 'There is no such note on this conversation.');
      if (outcome.kind === 'not_yours') throw refusal('not_yours', 'Somebody else wrote this note, so only they can delete it.');
      changed(tenant.tenantId, conversationId);
      return reply(outcome.note);
    }),
  ];
}

function noteCard({ id, at, authorId, text }: Note, callerId: string): NoteCard {
  return { id, at, authorId, own: authorId === callerId, text };
}
