import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/** The ids an event names, and who acted. Contains no name, phone number or message text. */
export const auditAbout = z.object({
  senderId: z.string().optional(),
  rawId: z.string().optional(),
  conversationId: z.string().optional(),
  messageId: z.string().optional(),
  noteId: z.string().optional(),
  bookingId: z.string().optional(),
  contactId: z.string().optional(),
  serviceId: z.string().optional(),
  staffId: z.string().optional(),
  /** A role (`customer`, `system`), `bot`, or a user's id. */
  by: z.string().optional(),
  accountId: z.string().optional(),
  tenantId: z.string().optional(),
  connectionId: z.string().optional(),
  addressId: z.string().optional(),
});
export type AuditAbout = z.infer<typeof auditAbout>;

/** An audit entry before it is linked into the chain. `id` is the event's id, so each event is recorded once. */
export const auditFact = z.object({ id: z.string(), kind: z.string(), at: epochMs, about: auditAbout });
export type AuditFact = z.infer<typeof auditFact>;

/** One entry of the audit log of a tenant or of the platform, a hash chain. Never replaced. Removed only when it expires. */
export const auditEntry = auditFact.extend({
  /** 1, 2, 3 … in the order written. */
  sequence: z.int().positive(),
  /** Hash of the previous entry; empty for the first. */
  previous: z.string(),
  /** SHA-256 over the tenant (or `PLATFORM_SCOPE`), `sequence`, `previous` and all other fields of the entry. */
  hash: z.string(),
  /** 0: kept forever. An entry never expires before an earlier one that expires. */
  expiresAt: epochMs,
});
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditEntries = defineCollection({
  name: 'audit_entries',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'ids only, and a chain that must stay whole' },
  shape: auditEntry,
  indexes: { bySequence: ['sequence'] },
  expires: 'expiresAt',
});

/** Where the chain ends: one document, id `head`. Every append replaces it, so two writers never continue the same entry. */
export const auditHead = z.object({
  id: z.literal('head'),
  sequence: z.int().nonnegative(),
  hash: z.string(),
  /** Of the last entry. */
  expiresAt: epochMs,
  /** Whether entries of this chain expire. Expired entries may be missing. */
  shortened: z.boolean(),
});
export type AuditHead = z.infer<typeof auditHead>;
export const auditHeads = defineCollection({
  name: 'audit_heads',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'the end of the chain' },
  shape: auditHead,
  indexes: { byId: ['id'] },
});

/** The platform's own chain, for events of the platform: what operators do. */
export const platformAuditEntries = defineCollection({
  name: 'platform_audit_entries',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'ids only, and a chain that must stay whole' },
  shape: auditEntry,
  indexes: { bySequence: ['sequence'] },
  expires: 'expiresAt',
});
export const platformAuditHeads = defineCollection({
  name: 'platform_audit_heads',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'the end of the chain' },
  shape: auditHead,
  indexes: { byId: ['id'] },
});
