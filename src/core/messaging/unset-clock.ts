import type { Clock, EpochMs } from '#contracts/clock.ts';

/**
 * The time by which something may be refused for good: the earlier of what the clock says and what it would say had nobody set it since
 * this process began. A clock that jumps a day ahead then ends no reply; at worst the provider refuses what is really too late.
 */
export function unsetClock(clock: Clock): () => EpochMs {
  const began = clock.now() - clock.monotonic();
  return () => Math.floor(Math.min(clock.now(), began + clock.monotonic()));
}
