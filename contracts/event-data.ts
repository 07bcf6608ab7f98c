import { z } from 'zod';
import { epochMs } from './clock.ts';
import { inboundEvent } from './inbound.ts';

/**
 * Data of every event on stream `inbound` (kind `inbound.<kind of the event>`, version 1). `inbound.reread` brings a message that
 * is recorded already and whose content was not understood then.
 */
export const inboundArrived = z.object({
  connectionId: z.string(),
  senderId: z.string(),
  channel: z.string(),
  /** The document of the raw log that it was read out of. */
  rawId: z.string(),
  /** Order of acceptance; sorts as text. */
  order: z.string(),
  receivedAt: epochMs,
  /** It was not understood when it came, and was read again long after: it is recorded, and not answered. */
  again: z.literal(true).optional(),
  event: inboundEvent,
});
export type InboundArrived = z.infer<typeof inboundArrived>;

/** Data of `message.wanted` on stream `outbound` (version 1). */
export const messageWanted = z.object({ messageId: z.string(), conversationId: z.string() });
