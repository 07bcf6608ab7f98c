import type { EpochMs } from '#contracts/clock.ts';

/** The window closes this much early, because the provider uses its own clock. */
const MARGIN_MS = 60_000;

/** End of the customer service window for free-form messages; 0 if the customer never wrote. */
export function windowUntil(lastInboundAt: EpochMs, windowHours: number): EpochMs {
  return lastInboundAt === 0 ? 0 : lastInboundAt + windowHours * 3_600_000 - MARGIN_MS;
}
