import { z } from 'zod';
import { conversationState } from '../records/inbox.ts';
import { defineEvent } from './define.ts';

const ids = { conversationId: z.string(), contactId: z.string(), senderId: z.string() };
/** Who did it: a user's id, `bot` or `system`. */
const by = z.string();

const conversation = <M extends z.ZodRawShape = {}>(kind: string, says: string, more?: M) =>
  defineEvent({
    kind: `conversation.${kind}`,
    stream: 'conversation',
    says,
    data: z.object({ ...ids, ...(more ?? ({} as M)) }),
  });

/** Keyed by the conversation. */
export const conversationEvents = {
  opened: conversation('opened', 'The first message between a contact and a business number.'),
  handed_over: conversation('handed_over', 'A person is to answer instead of the bot; nobody has taken it yet.', { by }),
  taken_over: conversation('taken_over', 'A person answers instead of the bot.', { by }),
  given_back: conversation('given_back', 'The bot answers again.', { by }),
  assigned: conversation('assigned', 'A conversation was assigned to somebody, to a team, or to nobody.', {
    by,
    assigneeId: z.string(),
    teamId: z.string(),
  }),
  state_changed: conversation('state_changed', 'A conversation was opened again, snoozed or closed.', {
    by,
    state: conversationState,
    snoozedUntil: z.int().nonnegative(),
  }),
  labelled: conversation('labelled', 'The labels of a conversation were changed.', {
    by,
    added: z.array(z.string()),
    removed: z.array(z.string()),
  }),
  read: conversation('read', 'A person read a conversation, or marked it as unread.', { by, unread: z.int().nonnegative() }),
  noted: conversation('noted', 'A person wrote a private note.', { by, noteId: z.string() }),
  note_deleted: conversation('note_deleted', 'A person deleted a private note.', { by, noteId: z.string() }),
  tagged: conversation('tagged', 'The lists in which a conversation is shown have changed.', {
    added: z.array(z.string()),
    removed: z.array(z.string()),
  }),
};
