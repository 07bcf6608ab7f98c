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
import { getFile } from '#contracts/api/files.ts';
import { addressOf } from '#contracts/api/route.ts';
import { moveClock, showSandbox } from '#contracts/api/sandbox.ts';
import { ask } from './client.ts';

/** The calls of the inbox, and those of the sandbox's clock. */
export const desk = {
  conversations: (tenant: string, list?: string, cursor?: string) =>
    ask(listConversations, { tenant }, { query: { list, cursor } }),
  conversation: (tenant: string, conversation: string) => ask(getConversation, { tenant, conversation }),
  messages: (tenant: string, conversation: string, cursor?: string) =>
    ask(listMessages, { tenant, conversation }, { query: { cursor } }),
  control: (tenant: string, conversation: string, change: ConversationChange) =>
    ask(controlConversation, { tenant, conversation }, { body: change }),
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
