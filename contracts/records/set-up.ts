import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/**
 * A business number on its way to being connected, and afterwards what it is connected by. The ids are chosen first, so that each
 * later step finds what an earlier attempt made.
 */
export const numberSetUp = z.object({
  /** Made of the channel and the provider's id of the number. */
  id: z.string(),
  channel: z.string(),
  /** As in `addresses`. */
  providerSender: z.string(),
  /** E.164. */
  number: z.string(),
  /** The name that the provider has verified. Empty if there is none. */
  name: z.string(),
  businessAccount: z.string(),
  connectionId: z.string(),
  senderId: z.string(),
  addressId: z.string(),
  accountId: z.string(),
  /** `begun`: only the ids are chosen. `made`: all records exist. `connected`: the provider confirmed where webhooks go. */
  state: z.enum(['begun', 'made', 'connected']),
  /** Why the last attempt ended early: our failure code. Empty if it did not. */
  why: z.string(),
  changedAt: epochMs,
});
export type NumberSetUp = z.infer<typeof numberSetUp>;
export const numberSetUps = defineCollection({
  name: 'number_set_ups',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: numberSetUp,
  indexes: { byChannel: ['channel', 'providerSender'] },
});

/**
 * What one tenant has and no other may connect: a number of a provider, or a business account that has one webhook URL for all its
 * numbers. `id` is made of the channel and the provider's id, so there is one.
 */
export const numberClaim = z.object({ id: z.string(), tenantId: z.string() });
export type NumberClaim = z.infer<typeof numberClaim>;
export const numberClaims = defineCollection({
  name: 'number_claims',
  scope: 'platform',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: numberClaim,
  indexes: { byTenant: ['tenantId'] },
});
