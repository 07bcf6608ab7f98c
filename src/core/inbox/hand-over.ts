import type { EpochMs } from '#contracts/clock.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import { happened } from '#contracts/events/define.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { InboxRow } from '#contracts/records/inbox.ts';
import type { Stored, Write } from '#contracts/store.ts';
import { handedOver, writeRow } from './row.ts';

/** The bot promises a person: from now on it is silent, and the inbox shows the conversation as waiting. */
export function handOver(
  was: Stored<InboxRow>,
  cause: { readonly id: string; readonly at: EpochMs },
): { readonly writes: readonly Write[]; readonly events: readonly NewEvent[] } {
  const row = handedOver(was.value, cause.at);
  if (row === was.value) return { writes: [], events: [] };
  const { id: conversationId, contactId, senderId } = row;
  const occasion = { id: `handed-over-${cause.id}`, key: conversationId, at: cause.at };
  const told = happened(conversationEvents.handed_over, occasion, { conversationId, contactId, senderId, by: 'bot' });
  const { writes, events } = writeRow(was, row, cause);
  return { writes, events: [told, ...events] };
}
