import type { Clock, EpochMs } from '#contracts/clock.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import { happened } from '#contracts/events/define.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { NewId } from '#contracts/ids.ts';
import { type Note, inboxRows, notes } from '#contracts/records/inbox.ts';
import { type TenantStore, type Write, againWhenStale, insert, remove, unchanged } from '#contracts/store.ts';
import { raced } from '#core/batches/raced.ts';

export type Noted = { readonly kind: 'noted'; readonly note: Note } | { readonly kind: 'not_there' };

/** Writes a private note. `also` adds lines to the same batch. */
export function writeNote(clock: Clock, newId: NewId) {
  return (
    store: TenantStore,
    conversationId: string,
    { text, by, also }: { readonly text: string; readonly by: string; readonly also: (note: Note) => readonly Write[] },
  ): Promise<Noted> =>
    againWhenStale<Noted>(async () => {
      const row = await store.get(inboxRows, conversationId);
      if (!row) return { kind: 'not_there' };
      const { contactId } = row.value;
      const note: Note = { id: newId(), conversationId, contactId, authorId: by, at: clock.now(), text };
      // The row is named, so that a note cannot be written on a conversation that is being erased.
      const lines = [insert(notes, note), unchanged(inboxRows, row), ...also(note)];
      const events = [told('noted', note, row.value.senderId, note.at)];
      return raced(await store.commit(lines, events), { kind: 'noted', note });
    });
}

export type NoteDeleted =
  | { readonly kind: 'deleted'; readonly note: Note }
  | { readonly kind: 'not_there' }
  | { readonly kind: 'not_yours' };

/** Deletes a note of one's own. */
export function deleteNote(
  store: TenantStore,
  clock: Clock,
  { conversationId, noteId, by }: { readonly conversationId: string; readonly noteId: string; readonly by: string },
  also: (note: Note) => readonly Write[],
): Promise<NoteDeleted> {
  return againWhenStale<NoteDeleted>(async () => {
    const was = await store.get(notes, noteId);
    if (was?.value.conversationId !== conversationId) return { kind: 'not_there' };
    if (was.value.authorId !== by) return { kind: 'not_yours' };
    const row = await store.get(inboxRows, conversationId);
    const events = [told('note_deleted', was.value, row?.value.senderId ?? '', clock.now())];
    return raced(await store.commit([remove(notes, was), ...also(was.value)], events), { kind: 'deleted', note: was.value });
  });
}

function told(what: 'noted' | 'note_deleted', note: Note, senderId: string, at: EpochMs): NewEvent {
  const { id: noteId, conversationId, contactId, authorId: by } = note;
  const occasion = { id: `${what}-${noteId}`, key: conversationId, at };
  return happened(conversationEvents[what], occasion, { conversationId, contactId, senderId, by, noteId });
}
