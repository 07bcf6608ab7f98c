import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/** A person, who may have several phone numbers over time. The id comes from the identity they first wrote with. */
export const contact = z.object({
  id: z.string(),
  /** The WhatsApp profile name; empty if none was given. */
  name: z.string(),
  /** Order of acceptance of the message that gave the name. The earliest message with a name decides. */
  nameOrder: z.string().optional(),
  /** When their earliest message was accepted. */
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
 * A current or former identity of a contact. When a number changes hands, the former owner's record stays. The unique key
 * prevents two contacts for one identity, even if both are created in the same millisecond.
 */
export const identity = z.object({
  id: z.string(),
  kind: identityKind,
  /** The portfolio or account within which the id is unique; empty for a phone number. */
  scope: z.string(),
  value: z.string(),
  contactId: z.string(),
  /** How we learned it: from a message, or from a change that WhatsApp announced. */
  provenance: z.enum(['message', 'number_changed', 'user_id_changed']),
  since: epochMs,
  /** When the contact stopped using it; 0 while in use. */
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
 * The key of the keyed hash that makes the ids of a tenant's contacts and identities. Every process makes the same ids, and an id
 * does not reveal the phone number to someone who tries all numbers. One document, id `key`, created with the first contact.
 */
export const contactKey = z.object({ id: z.literal('key'), key: z.string() });
export const contactKeys = defineCollection({
  name: 'contact_keys',
  scope: 'tenant',
  shape: contactKey,
  indexes: { byId: ['id'] },
});
