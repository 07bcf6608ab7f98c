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
  ofContact: { kind: 'id', of: 'contact' },
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
  ofContact: { kind: 'index', by: 'byContact', equals: 'contact' },
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
  ofContact: { kind: 'none', why: 'the key of the ids of all contacts' },
  shape: contactKey,
  indexes: { byId: ['id'] },
});

/**
 * The erasing of a contact: begun, and resumed by whoever calls again, until it is done. It stays, so that the same person who writes
 * again becomes a new contact with another id, and nothing that is late for the old one reaches the new one.
 */
export const erasure = z.object({
  /** The contact's id. */
  id: z.string(),
  state: z.enum(['begun', 'done']),
  /** Who asked for it: the id of a user or of a key, or `system` for the command line. */
  by: z.string(),
  begunAt: epochMs,
  /** 0 until then. */
  doneAt: epochMs,
  /**
   * The identities that the raw log is searched for. They are removed with the contact at the very beginning, so they are kept here
   * meanwhile. Empty once it is done.
   */
  names: z.array(
    z.object({
      kind: identityKind,
      scope: z.string(),
      value: z.string(),
      /** Of parts that concern this contact, where the identity had other owners, too. 0: no limit. */
      from: epochMs,
      until: epochMs,
    }),
  ),
});
export type Erasure = z.infer<typeof erasure>;
export const erasures = defineCollection({
  name: 'erasures',
  scope: 'tenant',
  shape: erasure,
  ofContact: { kind: 'none', why: 'an id only, once it is done' },
  indexes: { byState: ['state', 'begunAt'] },
});
