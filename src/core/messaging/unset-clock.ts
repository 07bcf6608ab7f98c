import type { Clock, EpochMs } from '#contracts/clock.ts';

/**
 * The time to use before refusing something for good: the earlier of the system clock and what it would show if nobody had set it
 * since this process started. A clock that jumps a day ahead then ends no reply. At worst the provider refuses a message that is
 * really too late.
 */
export function unsetClock(clock: Clock): () => EpochMs {
  const began = clock.now() - clock.monotonic();
  return () => Math.floor(Math.min(clock.now(), began + clock.monotonic()));
}
