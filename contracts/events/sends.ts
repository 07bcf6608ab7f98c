import { z } from 'zod';
import { defineEvent } from './define.ts';

/** How the due-queue hands work to the sender. Nothing has happened to a message, so these are not domain events. */
export const sendEvents = {
  /** Keyed by the conversation, as `message.wanted` is: so each finds its place among the messages of its conversation. */
  due: defineEvent({
    kind: 'send.due',
    stream: 'conversation',
    says: 'A message that had to wait is tried again. Only the sender reads this.',
    data: z.object({ messageId: z.string(), conversationId: z.string() }),
  }),
};
