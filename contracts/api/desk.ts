import { z } from 'zod';
import { epochMs } from '../clock.ts';

/**
 * What the pages read. Until sign-in exists, on loopback and in the sandbox only: the app alone has none of it.
 *
 * GET  /api/tenants                                          → { tenants: tenantCard[] }
 * GET  /api/tenants/:tenant/conversations?cursor=            → { items: conversationCard[], next? }
 * GET  /api/tenants/:tenant/conversations/:id/messages?cursor= → { items: messageCard[] (newest first), next? }
 * GET  /api/tenants/:tenant/unsettled                        → { items: unsettledCard[] }
 * GET  /api/tenants/:tenant/bookings?from=                   → { items: bookingCard[] }
 * GET  /api/tenants/:tenant/activity                         → activity: today's counts, the last 20 audit entries and CRM touches
 * GET  /api/tenants/:tenant/files/:id                        → bytes
 * GET  /api/tenants/:tenant/live                             → text/event-stream; event `changed` with { conversation? }; without one, any may have changed
 *
 * Of the simulated phones and their clock:
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
});
export type TenantCard = z.infer<typeof tenantCard>;

export const conversationCard = z.object({
  id: z.string(),
  name: z.string(),
  /** Phone, or what else the customer is known by. */
  address: z.string(),
  preview: z.string(),
  lastAt: epochMs,
  unread: z.number(),
  windowUntil: epochMs.optional(),
});
export type ConversationCard = z.infer<typeof conversationCard>;

/** A message as plain lines to show: what it says, what it offers, what became of it. */
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
  /** Of ours: wanted, sending, accepted, sent, delivered, read, failed, refused, unknown, unsettled, cancelled, expired. */
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
  state: z.string(),
});

/** What the desk did lately, newest first: by ids and counts, no words of anybody. */
export const activity = z.object({
  /** A day of the venue; what is not among `counts` is 0. */
  today: z.object({ date: z.string(), counts: z.record(z.string(), z.number()) }),
  audit: z.array(
    z.object({
      sequence: z.number(),
      kind: z.string(),
      at: epochMs,
      /** Ids by what they are of: `messageId`, `bookingId` … */
      about: z.record(z.string(), z.string()),
      hash: z.string(),
    }),
  ),
  crm: z.object({
    /** While it is false, `touches` are what a CRM would have been told. */
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
