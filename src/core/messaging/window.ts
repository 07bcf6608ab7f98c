import type { EpochMs } from '#contracts/clock.ts';
import type { Conversation } from '#contracts/records/messaging.ts';
import { acceptedAt } from '#core/ids/order.ts';

/** The window closes this much early, because the provider uses its own clock. */
const MARGIN_MS = 60_000;

/** End of the customer service window for free-form messages; 0 if the customer never wrote. */
export function windowUntil(lastInboundAt: EpochMs, windowHours: number): EpochMs {
  return lastInboundAt === 0 ? 0 : lastInboundAt + windowHours * 3_600_000 - MARGIN_MS;
}

/**
 * When Deskbell itself refuses a message outside the customer service window. The provider uses its own clock, which can differ
 * by a day. So the window counts from the later of two times: the provider's time of the customer's last message, and the time at
 * which Deskbell received it. A message sent too late is harmless, because the provider refuses it. A message wrongly held back
 * is lost.
 */
export function refusedFrom({ lastInboundAt, marks }: Conversation, windowHours: number): EpochMs {
  return windowUntil(lastInboundAt === 0 ? 0 : Math.max(lastInboundAt, acceptedAt(marks?.heard ?? '')), windowHours);
}
