import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/** The business as its customers see it. One document, id `profile`. */
export const profile = z.object({
  id: z.literal('profile'),
  name: z.string().min(1).max(80),
  /** IANA time zone of the venue. It decides what a day is. */
  zone: z.string().min(1),
  /** Language of the bot's messages: a key of the text catalogue. */
  locale: z.enum(['en', 'es']),
  /**
   * Country of the venue, ISO 3166-1 alpha-2 (`GB`). Decides how dates, times, numbers and money are written. Default: the
   * country of `zone`.
   */
  region: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  address: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  /** Public URL of a picture of the business. */
  picture: z.string().optional(),
  /** Days on which the whole venue is closed, `YYYY-MM-DD`. */
  holidays: z.array(z.string()).default([]),
});
export type Profile = z.infer<typeof profile>;
export const profiles = defineCollection({
  name: 'profiles',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: profile,
  indexes: { byId: ['id'] },
});

/** Credentials to send from one business number through one provider. A sender may have several; `sender_currents` says which is current. */
export const account = z.object({
  id: z.string(),
  senderId: z.string(),
  connectionId: z.string(),
  channel: z.string(),
  /** The channel's `accountConfig` as JSON, sealed in the tenant's scope. */
  sealedConfig: z.string(),
});
export type AccountRecord = z.infer<typeof account>;
export const accounts = defineCollection({
  name: 'accounts',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: account,
  indexes: { bySender: ['senderId', 'connectionId'] },
});

/** The current account of a sender. New messages are sent through it. One document per sender, so at most one account is current. */
export const senderCurrent = z.object({
  /** The sender's id. */
  id: z.string(),
  accountId: z.string(),
});
export const senderCurrents = defineCollection({
  name: 'sender_currents',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: senderCurrent,
  indexes: { byId: ['id'] },
});

/** Whether an account may be used. An account that was never paused has no such document. */
export const accountState = z.object({
  /** The account's id. */
  id: z.string(),
  /** `paused`: the credentials are refused or cannot be read. Messages wait. */
  state: z.enum(['paused', 'open']),
  /** Why it was last paused: our failure code, or `sealed` if its credentials cannot be decrypted. */
  why: z.string(),
  since: epochMs,
  /** Version of the account's record when it was paused. A later version may hold valid credentials. */
  recordVersion: z.int().positive(),
});
export type AccountState = z.infer<typeof accountState>;
export const accountStates = defineCollection({
  name: 'account_states',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: accountState,
  indexes: { byState: ['state', 'since'] },
});

/** One entry of an account's `Remember` store. `id` is made of the account id and the key. */
export const memory = z.object({ id: z.string(), value: z.string() });
export const memories = defineCollection({
  name: 'memories',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'what adapters remember of the business account' },
  shape: memory,
  indexes: { byId: ['id'] },
});
