import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/** A person, not a phone number. The id is that of the identity by which they first became known. */
export const contact = z.object({
  id: z.string(),
  /** As WhatsApp shows it; empty when nothing was given. */
  name: z.string(),
  /** Order of acceptance of the message that gave the name: the earliest to give one decides. */
  nameOrder: z.string().optional(),
  /** When the earliest message of theirs was accepted. */
  createdAt: epochMs,
});
export type Contact = z.infer<typeof contact>;
export const contacts = defineCollection({
  name: 'contacts',
  scope: 'tenant',
  shape: contact,
  indexes: { byId: ['id'] },
});

export const identityKind = z.enum(['phone', 'user_id', 'provider_id']);
/**
 * One name a contact goes by, or went by: a number that was given up can get a new owner, and the old one's record stays. The
 * unique key makes two contacts in the same millisecond impossible.
 */
export const identity = z.object({
  id: z.string(),
  kind: identityKind,
  /** Empty for a phone; else the portfolio or account that the id means something in. */
  scope: z.string(),
  value: z.string(),
  contactId: z.string(),
  /** Where we learned it: a message, or a change that WhatsApp told us about. */
  provenance: z.enum(['message', 'number_changed', 'user_id_changed']),
  since: epochMs,
  /** 0 while it is in use; else when the contact left it. */
  until: epochMs,
});
export type Identity = z.infer<typeof identity>;
export const identityRecords = defineCollection({
  name: 'identities',
  scope: 'tenant',
  shape: identity,
  unique: { value: ['kind', 'scope', 'value', 'until'] },
  indexes: { byValue: ['kind', 'scope', 'value', 'until'], byContact: ['contactId', 'since'] },
});

/**
 * What goes into the ids of a tenant's contacts and identities, beside the identity: so they are the same whoever records it, and
 * nobody who sees one finds the number behind it by trying. One document, id `key`, made with the first contact.
 */
export const contactKey = z.object({ id: z.literal('key'), key: z.string() });
export const contactKeys = defineCollection({
  name: 'contact_keys',
  scope: 'tenant',
  shape: contactKey,
  indexes: { byId: ['id'] },
});
