import { z } from 'zod';
import { epochMs } from './clock.ts';
import { inboundEvent } from './inbound.ts';

/** Data of every event on stream `inbound` (kind `inbound.<kind of the event>`, version 1). */
export const inboundArrived = z.object({
  connectionId: z.string(),
  senderId: z.string(),
  channel: z.string(),
  /** The document of the raw log that it was read out of. */
  rawId: z.string(),
  /** Order of acceptance; sorts as text. */
  order: z.string(),
  receivedAt: epochMs,
  event: inboundEvent,
});
export type InboundArrived = z.infer<typeof inboundArrived>;

/** Data of `message.wanted` on stream `outbound` (version 1). */
export const messageWanted = z.object({ messageId: z.string(), conversationId: z.string() });
