import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';
import { actor } from './booking.ts';

/** What an event is about, as far as it says so. Ids of ours and who acted: no name, no number, no word of anybody. */
export const auditAbout = z.object({
  senderId: z.string().optional(),
  rawId: z.string().optional(),
  conversationId: z.string().optional(),
  messageId: z.string().optional(),
  bookingId: z.string().optional(),
  contactId: z.string().optional(),
  serviceId: z.string().optional(),
  staffId: z.string().optional(),
  by: actor.optional(),
  accountId: z.string().optional(),
  tenantId: z.string().optional(),
  connectionId: z.string().optional(),
  addressId: z.string().optional(),
});
export type AuditAbout = z.infer<typeof auditAbout>;

/** What is written down of an event before it has its place in the chain. `id` is the event's, so it is written once. */
export const auditFact = z.object({ id: z.string(), kind: z.string(), at: epochMs, about: auditAbout });
export type AuditFact = z.infer<typeof auditFact>;

/** One link of the chain of a tenant or of the platform. Never replaced and never removed. */
export const auditEntry = auditFact.extend({
  /** 1, 2, 3 …, in the order of writing. */
  sequence: z.int().positive(),
  /** Hash of the entry before; empty for the first. */
  previous: z.string(),
  /** SHA-256 over the tenant (or `PLATFORM_SCOPE`), sequence, `previous` and everything that the entry says. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditEntries = defineCollection({
  name: 'audit_entries',
  scope: 'tenant',
  shape: auditEntry,
  indexes: { bySequence: ['sequence'] },
});

/** Where the chain ends: one document, id `head`. Every append replaces it, so two writers never continue the same entry. */
export const auditHead = z.object({ id: z.literal('head'), sequence: z.int().nonnegative(), hash: z.string() });
export type AuditHead = z.infer<typeof auditHead>;
export const auditHeads = defineCollection({ name: 'audit_heads', scope: 'tenant', shape: auditHead, indexes: { byId: ['id'] } });

/** The same chain for what operators do: events of the platform. */
export const platformAuditEntries = defineCollection({
  name: 'platform_audit_entries',
  scope: 'platform',
  shape: auditEntry,
  indexes: { bySequence: ['sequence'] },
});
export const platformAuditHeads = defineCollection({
  name: 'platform_audit_heads',
  scope: 'platform',
  shape: auditHead,
  indexes: { byId: ['id'] },
});
