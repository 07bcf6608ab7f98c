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
 * When we ourselves refuse what may only be sent within the window. The provider counts from its own clock, and ours may be a day ahead of
 * it: so the window is open as long as either the provider's time of the customer's last message or our own time of receiving it says so.
 * Sending a little too long is harmless, as the provider refuses it; not sending what it would have taken is not.
 */
export function refusedFrom({ lastInboundAt, marks }: Conversation, windowHours: number): EpochMs {
  return windowUntil(lastInboundAt === 0 ? 0 : Math.max(lastInboundAt, acceptedAt(marks?.heard ?? '')), windowHours);
}
