import { z } from 'zod';
import { epochMs } from './clock.ts';
import { inboundContent } from './content.ts';
import { isProviderId } from './inbound-rules/provider-id.ts';

/** An id from outside. It becomes part of keys; see `isProviderId`. */
const providerId = z.string().refine(isProviderId, 'must be text that can be an id');

/**
 * The customer's identities as the provider gives them. At least one of `phone`, `userId` and `providerId` is present. Do not
 * rely on `phone`: it is missing for customers with a WhatsApp username. `userId` is only unique within the sender's
 * `identityScope`.
 */
export const identities = z
  .object({
    /** E.164 with `+`. */
    phone: providerId.optional(),
    /** Business-scoped user id (`ES.1349…`). */
    userId: providerId.optional(),
    /** The provider's own id for this customer, when it is neither (Meta `wa_id` that is no phone). */
    providerId: providerId.optional(),
    username: providerId.optional(),
  })
  .refine((who) => who.phone ?? who.userId ?? who.providerId, 'needs a phone, a userId or a providerId');
export type Identities = z.infer<typeof identities>;

export const providerError = z.object({
  code: z.string(),
  title: z.string().optional(),
  details: z.string().optional(),
});
export type ProviderError = z.infer<typeof providerError>;

/** A message from a customer. Deduplicate by sender and `providerMessageId`. */
export const messageReceived = z.object({
  kind: z.literal('message'),
  providerMessageId: providerId,
  from: identities,
  profileName: z.string().optional(),
  /** The provider's time. Twilio gives none, so there it is the time of acceptance. */
  at: epochMs,
  content: inboundContent,
  /** The provider's id of the message it replies to. */
  replyTo: providerId.optional(),
  forwarded: z.boolean().optional(),
  /** The click-to-WhatsApp ad the customer came from. */
  referral: z.record(z.string(), z.unknown()).optional(),
});
export type MessageReceived = z.infer<typeof messageReceived>;

export const deliveryStatus = z.enum(['queued', 'sent', 'delivered', 'read', 'played', 'failed']);
export type DeliveryStatus = z.infer<typeof deliveryStatus>;

/** A delivery update for a message we sent. It may arrive out of order, more than once, and before the send is answered. */
export const statusReceived = z.object({
  kind: z.literal('status'),
  providerMessageId: providerId,
  status: deliveryStatus,
  at: epochMs,
  recipient: identities.optional(),
  /** Our message id, if the provider returns it (Meta `biz_opaque_callback_data`, Twilio's callback query). */
  ref: providerId.optional(),
  errors: z.array(providerError).default([]),
  /** The provider's pricing object, unchanged and not interpreted. */
  pricing: z.record(z.string(), z.unknown()).optional(),
});
export type StatusReceived = z.infer<typeof statusReceived>;

/** A message that somebody at the business sent from the WhatsApp Business app on the same number. */
export const echoReceived = z.object({
  kind: z.literal('echo'),
  providerMessageId: providerId,
  to: identities,
  at: epochMs,
  content: inboundContent,
  /** Provider id of the message that was quoted. */
  replyTo: z.string().optional(),
});
export type EchoReceived = z.infer<typeof echoReceived>;

/** A notice about an account, a number or a template. */
export const noticeReceived = z.object({
  kind: z.literal('notice'),
  /** The provider's field or event name. */
  about: z.string(),
  at: epochMs,
  errors: z.array(providerError).default([]),
});
export type NoticeReceived = z.infer<typeof noticeReceived>;

/** A part that this release cannot read. Its raw form stays in the log and can be parsed again after an upgrade. */
export const unrecognisedReceived = z.object({
  kind: z.literal('unrecognised'),
  at: epochMs,
  /** Its place in the body: `changes[0].value.messages[1]`. */
  where: z.string(),
  reason: z.string(),
});

export const inboundEvent = z.discriminatedUnion('kind', [
  messageReceived,
  statusReceived,
  echoReceived,
  noticeReceived,
  unrecognisedReceived,
]);
export type InboundEvent = z.infer<typeof inboundEvent>;
