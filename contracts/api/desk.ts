import { z } from 'zod';
import { epochMs } from '../clock.ts';

/**
 * What the pages read. Until sign-in exists, these routes exist on loopback and in the sandbox only.
 *
 * GET  /api/tenants                                          → { tenants: tenantCard[] }
 * GET  /api/tenants/:tenant/conversations?cursor=            → { items: conversationCard[], next? }
 * GET  /api/tenants/:tenant/conversations/:id                → conversationCard
 * GET  /api/tenants/:tenant/conversations/:id/messages?cursor= → { items: messageCard[] (newest first), next? }
 * GET  /api/tenants/:tenant/unsettled                        → { items: unsettledCard[] }
 * GET  /api/tenants/:tenant/bookings?from=&cursor=           → { items: bookingCard[] (soonest first), next? }: confirmed, or held and not expired; `from` stays the same from page to page
 * GET  /api/tenants/:tenant/activity                         → activity: today's counts, the last 20 audit entries and CRM touches
 * GET  /api/tenants/:tenant/files/:id                        → bytes
 * GET  /api/tenants/:tenant/live                             → text/event-stream; event `changed` with { conversation? }; without one, any may have changed
 *
 * The simulated phones and their clock:
 * GET  /sandbox                                              → sandboxState
 * PUT  /sandbox/clock  { advanceMs }                         → { now, offsetMs }
 * ANY  /sandbox/phones/:tenant/*                             → the `/control/*` routes of that tenant's emulator (phone.ts)
 */
export const tenantCard = z.object({
  id: z.string(),
  name: z.string(),
  channel: z.string(),
  number: z.string(),
  zone: z.string(),
  /** BCP 47 tag, such as `en-GB`: the form of the business's dates, times and numbers. A language alone when no country is known. */
  region: z.string(),
});
export type TenantCard = z.infer<typeof tenantCard>;

export const conversationCard = z.object({
  id: z.string(),
  name: z.string(),
  /** Phone number, or the username or id that identifies the customer. */
  address: z.string(),
  preview: z.string(),
  lastAt: epochMs,
  unread: z.number(),
  windowUntil: epochMs.optional(),
});
export type ConversationCard = z.infer<typeof conversationCard>;

/** A message as plain text to show: its text, its options and its delivery status. */
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
  /** Of outbound messages: wanted, sending, accepted, sent, delivered, read, failed, refused, unknown, unsettled, cancelled, expired. */
  status: z.string().optional(),
  /** Why it was refused or failed: codes only. */
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

/** The latest activity of the desk, newest first. Ids and counts only, no message text. */
export const activity = z.object({
  /** A calendar day in the venue's zone. A kind that is missing from `counts` counts 0. */
  today: z.object({ date: z.string(), counts: z.record(z.string(), z.number()) }),
  audit: z.array(
    z.object({
      sequence: z.number(),
      kind: z.string(),
      at: epochMs,
      /** Ids by name: `messageId`, `bookingId` … */
      about: z.record(z.string(), z.string()),
      hash: z.string(),
    }),
  ),
  crm: z.object({
    /** While it is false, `touches` are what a CRM would receive. */
    connected: z.boolean(),
    touches: z.array(
      z.object({ id: z.string(), kind: z.string(), at: epochMs, who: z.string(), whoId: z.string(), state: z.string() }),
    ),
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
