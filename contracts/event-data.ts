import { z } from 'zod';
import { epochMs } from './clock.ts';
import { inboundEvent } from './inbound.ts';

/**
 * Data of every event on stream `inbound` (kind `inbound.<kind of the event>`, version 1). `inbound.reread` carries a message
 * that is already recorded but whose content could not be read at the time.
 */
export const inboundArrived = z.object({
  connectionId: z.string(),
  senderId: z.string(),
  channel: z.string(),
  /** Id of the raw log document it was parsed from. */
  rawId: z.string(),
  /** Order of acceptance; sorts as text. */
  order: z.string(),
  receivedAt: epochMs,
  /** Set on a message that was re-parsed later, because it could not be read when it came. It is recorded but not answered. */
  again: z.literal(true).optional(),
  event: inboundEvent,
});
export type InboundArrived = z.infer<typeof inboundArrived>;

/** Data of `message.wanted` on stream `outbound` (version 1). */
export const messageWanted = z.object({ messageId: z.string(), conversationId: z.string() });
