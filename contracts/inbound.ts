import { z } from 'zod';
import { epochMs } from './clock.ts';
import { inboundContent } from './content.ts';

/**
 * Who wrote, as far as the provider says. A phone may be missing (WhatsApp usernames), so nothing may rely on it; at least
 * one of `phone`, `userId` and `providerId` is there. `scope` says within what `userId` means anything.
 */
export const identities = z
  .object({
    /** E.164 with `+`. */
    phone: z.string().optional(),
    /** Business-scoped user id (`ES.1349…`). */
    userId: z.string().optional(),
    /** The provider's own id for this customer, when it is neither (Meta `wa_id` that is no phone). */
    providerId: z.string().optional(),
    username: z.string().optional(),
  })
  .refine((who) => who.phone ?? who.userId ?? who.providerId, 'needs a phone, a userId or a providerId');
export type Identities = z.infer<typeof identities>;

export const providerError = z.object({
  code: z.string(),
  title: z.string().optional(),
  details: z.string().optional(),
});
export type ProviderError = z.infer<typeof providerError>;

/** A message of a customer. Deduplicate by sender and `providerMessageId`. */
export const messageReceived = z.object({
  kind: z.literal('message'),
  providerMessageId: z.string().min(1),
  from: identities,
  profileName: z.string().optional(),
  /** The provider's time. Twilio gives none: then the time of acceptance. */
  at: epochMs,
  content: inboundContent,
  /** Reply context: the provider id of the message that was quoted or answered. */
  replyTo: z.string().optional(),
  forwarded: z.boolean().optional(),
  /** Click-to-WhatsApp ad that the customer came from. */
  referral: z.record(z.string(), z.unknown()).optional(),
});
export type MessageReceived = z.infer<typeof messageReceived>;

export const deliveryStatus = z.enum(['queued', 'sent', 'delivered', 'read', 'played', 'failed']);
export type DeliveryStatus = z.infer<typeof deliveryStatus>;

/** What became of a message of ours. May come out of order, again, and before the answer to the send. */
export const statusReceived = z.object({
  kind: z.literal('status'),
  providerMessageId: z.string().min(1),
  status: deliveryStatus,
  at: epochMs,
  recipient: identities.optional(),
  /** Our message id, where the provider carries it back (Meta `biz_opaque_callback_data`, Twilio callback query). */
  ref: z.string().optional(),
  errors: z.array(providerError).default([]),
  /** The provider's pricing object as it came; Deskbell assumes nothing about it. */
  pricing: z.record(z.string(), z.unknown()).optional(),
});
export type StatusReceived = z.infer<typeof statusReceived>;

/** A person answered from the WhatsApp Business app on the same number: never a customer's message. */
export const echoReceived = z.object({
  kind: z.literal('echo'),
  providerMessageId: z.string().min(1),
  to: identities,
  at: epochMs,
  content: inboundContent,
  /** Provider id of the message that was quoted. */
  replyTo: z.string().optional(),
});
export type EchoReceived = z.infer<typeof echoReceived>;

/** News about an account, a number or a template. */
export const noticeReceived = z.object({
  kind: z.literal('notice'),
  /** The provider's field or event name. */
  about: z.string(),
  at: epochMs,
  errors: z.array(providerError).default([]),
});
export type NoticeReceived = z.infer<typeof noticeReceived>;

/** A part that Deskbell cannot read yet. Its raw form stays in the log and can be normalized again after an upgrade. */
export const unrecognisedReceived = z.object({
  kind: z.literal('unrecognised'),
  /** Where it stood: `changes[0].value.messages[1]`. */
  at: epochMs,
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
