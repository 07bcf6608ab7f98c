import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';
import { PLATFORM_SCOPE } from '../event.ts';
import { profile } from './tenancy.ts';

export const tenant = z.object({
  id: z.string().refine((id) => id !== PLATFORM_SCOPE, 'stands for the platform itself'),
  name: z.string().min(1).max(80),
  createdAt: epochMs,
  /** The profile that it is to have. Set until the tenant's own data has it; whoever finds it goes on from there. */
  begun: profile.optional(),
});
export type Tenant = z.infer<typeof tenant>;
export const tenants = defineCollection({
  name: 'tenants',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: tenant,
  indexes: { byName: ['name'] },
});

/** A Meta app or a Twilio account, with the secrets that verify its webhooks. The id is in the webhook's path and cannot be guessed. */
export const connection = z.object({
  id: z.string(),
  channel: z.string(),
  /** The channel's `connectionConfig` as JSON, sealed in scope `platform`. */
  sealedConfig: z.string(),
  createdAt: epochMs,
});
export type ConnectionRecord = z.infer<typeof connection>;
export const connections = defineCollection({
  name: 'connections',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: connection,
  indexes: { byChannel: ['channel'] },
});

/** A business number and its tenant. Its addresses and accounts say which providers it is reached through. */
export const sender = z.object({
  id: z.string(),
  tenantId: z.string(),
  /** E.164, for display. */
  displayNumber: z.string(),
  /** The business (Meta: the portfolio) within which business-scoped user ids are unique, whichever provider delivers them. */
  identityScope: z.string(),
});
export type Sender = z.infer<typeof sender>;
export const senders = defineCollection({
  name: 'senders',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: sender,
  indexes: { byTenant: ['tenantId'] },
});

/**
 * The name of a sender in the webhooks of one connection. A sender may have several: during and after a change of provider, messages
 * and late delivery updates arrive through each of them.
 */
export const address = z.object({
  id: z.string(),
  connectionId: z.string(),
  /** The provider's id of the number (`WebhookPart.address`). */
  providerSender: z.string(),
  senderId: z.string(),
  tenantId: z.string(),
  channel: z.string(),
  /** The provider's id of the business account that the number belongs to (Meta: WABA). Empty if it is not known. */
  businessAccount: z.string(),
});
export type Address = z.infer<typeof address>;
export const addresses = defineCollection({
  name: 'addresses',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: address,
  unique: { address: ['connectionId', 'providerSender'] },
  indexes: {
    byConnection: ['connectionId', 'providerSender'],
    byBusinessAccount: ['connectionId', 'businessAccount'],
    byTenant: ['tenantId'],
  },
});

/**
 * A signed change that belongs to no number of its connection, or that cannot be parsed. It is kept raw and counted, and has no
 * other effect. If a webhook is `too_large` for one batch, `raw` is its whole body as base64.
 */
export const stray = z.object({
  id: z.string(),
  connectionId: z.string(),
  providerSender: z.string(),
  reason: z.enum(['unknown_sender', 'no_sender', 'malformed', 'too_large']),
  raw: z.string(),
  receivedAt: epochMs,
  expiresAt: epochMs,
});
export type Stray = z.infer<typeof stray>;
export const strays = defineCollection({
  name: 'strays',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'belongs to no tenant, so nobody knows whom it concerns; removed after 30 days' },
  shape: stray,
  indexes: { byConnection: ['connectionId', 'receivedAt'], byExpiry: ['expiresAt'] },
  expires: 'expiresAt',
});

/** Written repeatedly to check that the store accepts writes. There is one such document, shared by all instances. */
export const writeProbe = z.object({ id: z.string(), at: epochMs });
export const writeProbes = defineCollection({
  name: 'write_probes',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'a time' },
  shape: writeProbe,
  indexes: { byId: ['id'] },
});

/** A scope's key, wrapped by the master key (see `Secrets`). */
export const wrappedKey = z.object({ id: z.string(), wrapped: z.string() });
export const wrappedKeys = defineCollection({
  name: 'wrapped_keys',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'keys of tenants' },
  shape: wrappedKey,
  indexes: { byId: ['id'] },
});
