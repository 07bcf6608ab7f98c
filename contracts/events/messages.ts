import { z } from 'zod';
import { defineEvent } from './define.ts';

const ids = { messageId: z.string(), conversationId: z.string(), contactId: z.string(), senderId: z.string() };
/** The ids that every event about a message carries. */
export type MessageIds = { readonly [K in keyof typeof ids]: string };

/** Our failure code, and the provider's, of a message that will not be delivered. */
const why = { code: z.string(), providerCode: z.string().optional() };

const message = <M extends z.ZodRawShape = {}>(kind: string, says: string, more?: M) =>
  defineEvent({ kind: `message.${kind}`, stream: 'conversation', says, data: z.object({ ...ids, ...(more ?? ({} as M)) }) });

/** Each is keyed by the conversation, so those of one conversation keep their order. */
export const messageEvents = {
  received: message('received', 'A customer wrote.'),
  reread: message('reread', 'A message that could not be parsed when it arrived can be read now.'),
  echoed: message('echoed', 'Staff wrote to a customer from the WhatsApp Business app.'),
  wanted: message('wanted', 'A message is to be sent.'),
  accepted: message('accepted', 'The provider accepted a message.'),
  delivered: message('delivered', "A message reached the customer's phone."),
  read: message('read', 'The customer read a message.'),
  failed: message('failed', 'The provider accepted a message and could not deliver it.', why),
  refused: message('refused', 'A message was refused, by the provider or before it was sent.', why),
  unsettled: message('unsettled', 'Nobody knows whether the provider has a message; it is not sent again by itself.'),
  expired: message('expired', 'A message could not be sent in time and will not be sent.'),
  cancelled: message('cancelled', 'A message was cancelled before it was sent.'),
};
