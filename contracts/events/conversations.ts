import { z } from 'zod';
import { defineEvent } from './define.ts';

const ids = { conversationId: z.string(), contactId: z.string(), senderId: z.string() };

/** Keyed by the conversation. */
export const conversationEvents = {
  opened: defineEvent({
    kind: 'conversation.opened',
    stream: 'conversation',
    says: 'The first message between a contact and a business number.',
    data: z.object(ids),
  }),
};
