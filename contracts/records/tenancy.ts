import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/** How the tenant presents itself to its customers. One document, id `profile`. */
export const profile = z.object({
  id: z.literal('profile'),
  name: z.string().min(1).max(80),
  /** IANA zone of the venue: decides what a day is. */
  zone: z.string().min(1),
  /** Language of the messages: a key of the text catalogue. */
  locale: z.enum(['en', 'es']),
  address: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  /** Public address of a welcome picture. */
  picture: z.string().optional(),
  /** Closed days of the whole venue, `YYYY-MM-DD`. */
  holidays: z.array(z.string()).default([]),
});
export type Profile = z.infer<typeof profile>;
export const profiles = defineCollection({ name: 'profiles', scope: 'tenant', shape: profile, indexes: { byId: ['id'] } });

/** The means to send from one business number through one provider. A sender may have several. */
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
  shape: account,
  indexes: { bySender: ['senderId', 'connectionId'] },
});

/** Which account of a sender is current: what is new is sent through it. One document per sender, so there is never more than one. */
export const senderCurrent = z.object({
  /** The sender's. */
  id: z.string(),
  accountId: z.string(),
});
export const senderCurrents = defineCollection({
  name: 'sender_currents',
  scope: 'tenant',
  shape: senderCurrent,
  indexes: { byId: ['id'] },
});

/** Whether an account may be used. An account that was never paused has no such document. */
export const accountState = z.object({
  /** The account's. */
  id: z.string(),
  /** `paused`: its credentials are refused or cannot be read. What is sent through it waits. */
  state: z.enum(['paused', 'open']),
  /** Why it was paused last: our failure code, or `sealed` when its credentials cannot be read. */
  why: z.string(),
  since: epochMs,
  /** Version of the account's record when it was paused: another one may have better credentials. */
  recordVersion: z.int().positive(),
});
export type AccountState = z.infer<typeof accountState>;
export const accountStates = defineCollection({
  name: 'account_states',
  scope: 'tenant',
  shape: accountState,
  indexes: { byState: ['state', 'since'] },
});

/** What an account's adapter remembers (`Remember`). `id` is account id and key. */
export const memory = z.object({ id: z.string(), value: z.string() });
export const memories = defineCollection({ name: 'memories', scope: 'tenant', shape: memory, indexes: { byId: ['id'] } });
