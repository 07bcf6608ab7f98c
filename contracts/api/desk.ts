import { z } from 'zod';
import { epochMs } from '../clock.ts';

/**
 * The API of the pages. Until sign-in exists, it is served on loopback and only together with the sandbox; the app on its own
 * does not have it.
 *
 * GET  /api/tenants                                          → { tenants: tenantCard[] }
 * GET  /api/tenants/:tenant/conversations?cursor=            → { items: conversationCard[], next? }
 * GET  /api/tenants/:tenant/conversations/:id                → conversationCard
 * GET  /api/tenants/:tenant/conversations/:id/messages?cursor= → { items: messageCard[] (newest first), next? }
 * GET  /api/tenants/:tenant/unsettled                        → { items: unsettledCard[] }
 * GET  /api/tenants/:tenant/bookings?from=&cursor=           → { items: bookingCard[] (soonest first), next? }: confirmed, or held and not expired; `from` stays the same from page to page
 * GET  /api/tenants/:tenant/activity                         → activity: today's counts, the last 20 audit entries and CRM touches
 * GET  /api/tenants/:tenant/files/:id                        → bytes
 * GET  /api/tenants/:tenant/live                             → text/event-stream; event `changed` with { conversation? }; without an id, any conversation may have changed
 *
 * The simulated phones and their clock:
 * GET  /sandbox                                              → sandboxState
 * PUT  /sandbox/clock  { advanceMs }                         → { now, offsetMs }
 * ANY  /sandbox/phones/:tenant/*                             → the `/control/*` routes of the tenant's emulator (phone.ts)
 */
export const tenantCard = z.object({
  id: z.string(),
  name: z.string(),
  channel: z.string(),
  number: z.string(),
  zone: z.string(),
  /**
   * BCP 47 tag such as `en-GB`: how the business's dates, times and numbers are written. Only the language if no country is
   * known.
   */
  region: z.string(),
});
export type TenantCard = z.infer<typeof tenantCard>;

export const conversationCard = z.object({
  id: z.string(),
  name: z.string(),
  /** The customer's phone number; without one, their user id or provider id. */
  address: z.string(),
  preview: z.string(),
  lastAt: epochMs,
  unread: z.number(),
  windowUntil: epochMs.optional(),
});
export type ConversationCard = z.infer<typeof conversationCard>;

/** A message, ready to show: its text, the options it offers and its delivery status. */
export const messageCard = z.object({
  id: z.string(),
  direction: z.enum(['in', 'out']),
  author: z.enum(['customer', 'bot', 'agent', 'app']),
  at: epochMs,
  kind: z.string(),
  text: z.string(),
  options: z.array(z.string()),
  file: z.object({ id: z.string(), type: z.string(), state: z.string(), name: z.string().optional() }).optional(),
  location: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
  replyTo: z.string().optional(),
  /** Outbound only: wanted, sending, accepted, sent, delivered, read, failed, refused, unknown, unsettled, cancelled, expired. */
  status: z.string().optional(),
  /** Why the message was refused or failed: codes only. */
  reason: z.string().optional(),
});
export type MessageCard = z.infer<typeof messageCard>;

export const unsettledCard = z.object({ messageId: z.string(), conversationId: z.string(), since: epochMs, state: z.string() });

export const bookingCard = z.object({
  id: z.string(),
  service: z.string(),
  staff: z.string(),
  customer: z.string(),
  startsAt: epochMs,
  date: z.string(),
  time: z.string(),
  state: z.enum(['confirmed', 'held']),
  /** When a hold expires. */
  heldUntil: epochMs.optional(),
});
export type BookingCard = z.infer<typeof bookingCard>;

/** Recent activity of the desk, newest first. Ids and counts only, no message text. */
export const activity = z.object({
  /** Today in the venue's time zone. A count that is missing is 0. */
  today: z.object({ date: z.string(), counts: z.record(z.string(), z.number()) }),
  audit: z.array(
    z.object({
      sequence: z.number(),
      kind: z.string(),
      at: epochMs,
      /** Related ids by name: `messageId`, `bookingId` … */
      about: z.record(z.string(), z.string()),
      hash: z.string(),
    }),
  ),
  crm: z.object({
    /** While false, `touches` lists what would have been sent to a CRM. */
    connected: z.boolean(),
    touches: z.array(z.object({ id: z.string(), kind: z.string(), at: epochMs, contactId: z.string(), state: z.string() })),
  }),
});
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
      /** The business's id in the emulator. */
      business: z.string(),
    }),
  ),
});
export type SandboxState = z.infer<typeof sandboxState>;
