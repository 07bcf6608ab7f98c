import { z } from 'zod';
import { messageCard } from './desk.ts';
import { conversationParam, messageParam, plain, tenantParam, title, writing } from './parts.ts';
import { defineRoute, json } from './route.ts';

const ourId = z.string().min(1).max(100);
const frame = {
  header: title(60).optional(),
  body: writing(1024),
  footer: title(60).optional(),
};

/** What an agent sends. Lengths are WhatsApp's; some providers allow less text. */
export const newMessage = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('text'),
        body: writing(4096),
        replyTo: ourId.optional().describe('Id of the message to quote. It must belong to this conversation.'),
      })
      .describe('A text.'),
    z
      .strictObject({
        kind: z.literal('buttons'),
        ...frame,
        buttons: z
          .array(z.strictObject({ title: title(20) }))
          .min(1)
          .max(3),
      })
      .describe('A text with up to three buttons. A tap comes back as a message with the title of the button.'),
    z
      .strictObject({
        kind: z.literal('list'),
        ...frame,
        button: title(20).describe('Label of the button that opens the list.'),
        sections: z
          .array(
            z.strictObject({
              title: title(24).optional(),
              rows: z
                .array(z.strictObject({ title: title(24), description: title(72).optional() }))
                .min(1)
                .max(10),
            }),
          )
          .min(1)
          .max(10)
          .refine((all) => all.flatMap(({ rows }) => rows).length <= 10, 'must have at most 10 rows in total'),
      })
      .describe('A text with a list of up to 10 rows.'),
    z
      .strictObject({
        kind: z.literal('location'),
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        name: title(100).optional(),
        address: title(200).optional(),
      })
      .describe('A place on the map.'),
    z
      .strictObject({
        kind: z.literal('reaction'),
        to: ourId.describe('Id of the message to react to. It must belong to this conversation.'),
        emoji: plain(32).min(1).optional().describe('Missing to take the reaction back.'),
      })
      .describe('A reaction to a message.'),
  ])
  .meta({ id: 'NewMessage', description: 'What an agent sends to a customer.' });
export type NewMessage = z.input<typeof newMessage>;

const params = { tenant: tenantParam, conversation: conversationParam };

export const sendMessage = defineRoute({
  name: 'sendMessage',
  method: 'POST',
  path: '/api/tenants/:tenant/conversations/:conversation/messages',
  boundary: 'tenant',
  permission: 'messages.send',
  params,
  body: newMessage,
  answers: { 200: json(messageCard, 'The message, queued. Its `status` follows the delivery.') },
  errors: ['not_found', 'window_closed', 'unknown_message', 'unsupported', 'text_too_long'],
  takesIdempotencyKey: true,
  says: 'Sends a message to the customer as an agent. From then on a person answers, and the bot is silent.',
  tags: ['messages'],
});

export const cancelMessage = defineRoute({
  name: 'cancelMessage',
  method: 'DELETE',
  path: '/api/tenants/:tenant/conversations/:conversation/messages/:message',
  boundary: 'tenant',
  permission: 'messages.send',
  params: { ...params, message: messageParam },
  answers: { 200: json(messageCard, 'The message, cancelled; also when it was cancelled before.') },
  errors: ['not_found', 'too_late'],
  takesIdempotencyKey: true,
  says: 'Cancels a message that still waits to be sent.',
  tags: ['messages'],
});
