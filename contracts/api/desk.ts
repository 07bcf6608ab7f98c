import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { answersWhy, conversationState } from '../records/inbox.ts';

// What the API answers with, ready to show. The routes are in the files beside this one.

export const tenantCard = z
  .object({
    id: z.string(),
    name: z.string(),
    channel: z.string(),
    number: z.string(),
    zone: z.string(),
    region: z
      .string()
      .describe(
        "BCP 47 tag, such as `en-GB`: the form of the business's dates, times and numbers. A language alone when no country is known.",
      ),
  })
  .meta({ id: 'TenantCard', description: 'A business.' });
export type TenantCard = z.infer<typeof tenantCard>;

export const answeredBy = z
  .object({
    by: z.enum(['bot', 'person']),
    userId: z.string().optional().describe('Who took it over. Missing while anybody of the team may.'),
    you: z.boolean().describe('Whether `userId` is the caller.'),
    since: epochMs,
    why: answersWhy,
  })
  .meta({ id: 'AnsweredBy', description: 'Who answers the customer. While it is a person, the bot is silent.' });

export const conversationCard = z
  .object({
    id: z.string(),
    name: z.string(),
    address: z.string().describe("The customer's phone number; without one, their user id or provider id."),
    preview: z.string().describe('The start of the last message.'),
    lastAt: epochMs.describe('When the customer or a person last wrote. Lists are sorted by it.'),
    unread: z
      .int()
      .nonnegative()
      .describe("The customer's messages that no person has read. A reply of the bot does not count as reading."),
    windowUntil: epochMs.optional().describe('Until when free text can be sent. Missing when the channel is gone.'),
    state: conversationState,
    snoozedUntil: epochMs.optional(),
    waiting: z.boolean().describe('A person was promised and has not answered yet.'),
    answeredBy,
    longestText: z.int().optional().describe("The longest text that the number's provider takes. Missing like `windowUntil`."),
    quotes: z.boolean().optional().describe('Whether a message can be quoted in a reply. Missing like `windowUntil`.'),
    labels: z.array(z.string()),
    assigneeId: z.string().optional(),
    teamId: z.string().optional(),
  })
  .meta({ id: 'ConversationCard', description: 'The thread of one customer with one business number.' });
export type ConversationCard = z.infer<typeof conversationCard>;

export const messageCard = z
  .object({
    id: z.string(),
    direction: z.enum(['in', 'out']),
    author: z.enum(['customer', 'bot', 'agent', 'app']),
    authorId: z.string().optional().describe('Id of the user, if an agent wrote it here.'),
    at: epochMs,
    kind: z.string(),
    text: z.string(),
    options: z.array(z.string()),
    file: z.object({ id: z.string(), type: z.string(), state: z.string(), name: z.string().optional() }).optional(),
    location: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
    replyTo: z.string().optional().describe('Id of the message that it replies to.'),
    status: z
      .string()
      .optional()
      .describe(
        'Outbound only: wanted, sending, accepted, sent, delivered, read, failed, refused, unknown, unsettled, cancelled, expired.',
      ),
    reason: z
      .string()
      .optional()
      .describe(
        'Why it was refused or failed, or still waits: window_closed, undeliverable, rejected, unauthorized, unsupported, misconfigured, rate_limited, unreachable.',
      ),
    providerCode: z.string().optional().describe("The provider's own code for it."),
  })
  .meta({ id: 'MessageCard', description: 'A message, ready to show: its text, the options it offers and its delivery status.' });
export type MessageCard = z.infer<typeof messageCard>;

export const unsettledCard = z
  .object({ messageId: z.string(), conversationId: z.string(), since: epochMs, state: z.string() })
  .meta({ id: 'UnsettledCard', description: 'A message that may or may not have been sent.' });

export const bookingCard = z
  .object({
    id: z.string(),
    service: z.string(),
    staff: z.string(),
    customer: z.string(),
    startsAt: epochMs,
    date: z.string().describe('The day at the venue, like `2026-12-08`.'),
    time: z.string().describe('The time at the venue, like `09:30`.'),
    state: z.enum(['confirmed', 'held']),
    heldUntil: epochMs.optional().describe('When the hold expires.'),
  })
  .meta({ id: 'BookingCard', description: 'An appointment.' });
export type BookingCard = z.infer<typeof bookingCard>;

export const auditCard = z.object({
  sequence: z.number(),
  kind: z.string(),
  at: epochMs,
  about: z.record(z.string(), z.string()).describe('Related ids by name: `messageId`, `bookingId` …'),
  hash: z.string(),
});
const touchCard = z.object({ id: z.string(), kind: z.string(), at: epochMs, contactId: z.string(), state: z.string() });

export const activity = z
  .object({
    today: z
      .object({ date: z.string(), counts: z.record(z.string(), z.number()) })
      .describe("Today in the venue's time zone. A count that is missing is 0."),
    audit: z.array(auditCard),
    crm: z.object({
      connected: z.boolean().describe('While false, `touches` lists what would have been sent to a CRM.'),
      touches: z.array(touchCard),
    }),
  })
  .meta({ id: 'Activity', description: 'Recent activity, newest first. Ids and counts only, no message text.' });
export type Activity = z.infer<typeof activity>;

export const sandboxState = z.object({
  now: epochMs,
  offsetMs: z.number(),
  phones: z.array(
    z.object({
      tenant: z.string(),
      name: z.string(),
      channel: z.string(),
      number: z.string(),
      zone: z.string(),
      region: z.string(),
      /** The business's id in the emulator. */
      business: z.string(),
    }),
  ),
});
export type SandboxState = z.infer<typeof sandboxState>;
