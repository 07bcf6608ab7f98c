import './no-eval.ts';
import { listUnsettled, showActivity } from '#contracts/api/activity.ts';
import { listBookings } from '#contracts/api/bookings.ts';
import type { ConversationChange } from '#contracts/api/conversations.ts';
import {
  controlConversation,
  countConversations,
  followConversations,
  getConversation,
  listConversations,
  listMessages,
} from '#contracts/api/conversations.ts';
import {
  type CannedReplyText,
  changeCannedReply,
  createCannedReply,
  deleteCannedReply,
  listCannedReplies,
} from '#contracts/api/canned-replies.ts';
import { getFile } from '#contracts/api/files.ts';
import { type NewMessage, cancelMessage, sendMessage } from '#contracts/api/messages.ts';
import { deleteNote, listNotes, writeNote } from '#contracts/api/notes.ts';
import { addressOf } from '#contracts/api/route.ts';
import { searchConversations } from '#contracts/api/search.ts';
import { moveClock, showSandbox } from '#contracts/api/sandbox.ts';
import { ask } from './client.ts';
import { everyPage } from './everyPage.ts';

/** The calls of the inbox, and those of the sandbox's clock. */
export const desk = {
  conversations: (tenant: string, list?: string, cursor?: string) =>
    ask(listConversations, { tenant }, { query: { list, cursor } }),
  conversation: (tenant: string, conversation: string) => ask(getConversation, { tenant, conversation }),
  search: (tenant: string, q: string, cursor?: string) => ask(searchConversations, { tenant }, { query: { q, cursor } }),
  messages: (tenant: string, conversation: string, cursor?: string) =>
    ask(listMessages, { tenant, conversation }, { query: { cursor } }),
  control: (tenant: string, conversation: string, change: ConversationChange) =>
    ask(controlConversation, { tenant, conversation }, { body: change }),
  send: (tenant: string, conversation: string, message: NewMessage, key: string) =>
    ask(sendMessage, { tenant, conversation }, { body: message, key }),
  cancel: (tenant: string, conversation: string, message: string) => ask(cancelMessage, { tenant, conversation, message }),
  notes: (tenant: string, conversation: string) =>
    everyPage((cursor) => ask(listNotes, { tenant, conversation }, { query: { cursor } })),
  note: (tenant: string, conversation: string, text: string, key: string) =>
    ask(writeNote, { tenant, conversation }, { body: { text }, key }),
  deleteNote: (tenant: string, conversation: string, note: string) => ask(deleteNote, { tenant, conversation, note }),
  cannedReplies: (tenant: string) => everyPage((cursor) => ask(listCannedReplies, { tenant }, { query: { cursor } })),
  createCannedReply: (tenant: string, reply: CannedReplyText, key: string) =>
    ask(createCannedReply, { tenant }, { body: reply, key }),
  changeCannedReply: (tenant: string, id: string, reply: CannedReplyText) =>
    ask(changeCannedReply, { tenant, reply: id }, { body: reply }),
  deleteCannedReply: (tenant: string, id: string) => ask(deleteCannedReply, { tenant, reply: id }),
  counts: (tenant: string) => ask(countConversations, { tenant }),
  unsettled: (tenant: string) => ask(listUnsettled, { tenant }),
  bookings: (tenant: string, from: number, cursor?: string) =>
    ask(listBookings, { tenant }, { query: { from: String(from), cursor } }),
  activity: (tenant: string) => ask(showActivity, { tenant }),
  file: (tenant: string, file: string) => addressOf(getFile, { tenant, file }),
  live: (tenant: string) => addressOf(followConversations, { tenant }),
  sandbox: () => ask(showSandbox, {}),
  advance: (advanceMs: number) => ask(moveClock, {}, { body: { advanceMs } }),
};
