import type { EpochMs } from '#contracts/clock.ts';

/** We stop a little early: the provider counts from its own clock. */
const MARGIN_MS = 60_000;

/** End of the customer service window, in which free-form messages may be sent; 0 when the customer never wrote. */
export function windowUntil(lastInboundAt: EpochMs, windowHours: number): EpochMs {
  return lastInboundAt === 0 ? 0 : lastInboundAt + windowHours * 3_600_000 - MARGIN_MS;
}
