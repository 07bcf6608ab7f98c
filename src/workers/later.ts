import type { Clock } from '#contracts/clock.ts';
import { SHARDS, type Later, type Timer } from '#contracts/later.ts';
import type { Leases } from '#contracts/leases.ts';
import type { Log } from '#contracts/log.ts';
import type { Metrics } from '#contracts/metrics.ts';
import type { Store } from '#contracts/store.ts';
import { laneTurns } from './later-lane.ts';
import { workShard } from './later-shard.ts';

/** After a lease could not be had, or was lost with an error. */
const AGAIN_MS = 1_000;
/** Handlers in hand at a stop may take this long before their signal aborts. */
const GRACE_MS = 5_000;
/** Entries of other processes, and other processes' clocks, are noticed this late at most. */
const LOOK_EVERY_MS = 1_000;

export interface LaterParts {
  readonly store: Store;
  readonly later: Later;
  readonly leases: Leases;
  readonly timers: readonly Timer[];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * Does what is due, in the shards whose lease this process holds. Ending it takes up nothing new and waits for the handlers in
 * hand. A shard whose lease is lost stops at once: its handlers are told to, and it is not worked here again before they have ended.
 */
export function dueWork(parts: LaterParts, { lookEveryMs = LOOK_EVERY_MS } = {}): AsyncDisposable {
  const { leases, clock, log } = parts;
  const turn = laneTurns(parts);
  const stop = new AbortController();
  const shards = Array.from({ length: SHARDS }, (_, shard) => keep(shard));
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(shards);
    },
  };

  async function keep(shard: number): Promise<void> {
    while (!stop.signal.aborted)
      try {
        await shift(shard);
      } catch (error) {
        if (stop.signal.aborted) return;
        log.error('due work stopped', { shard, error: error instanceof Error ? error.name : typeof error });
        await clock.after(AGAIN_MS, stop.signal);
      }
  }

  async function shift(shard: number): Promise<void> {
    await using lease = await leases.hold(`later-${shard}`, stop.signal);
    const closing = AbortSignal.any([stop.signal, lease.lost]);
    const ended = new AbortController();
    const abort = new AbortController();
    lease.lost.addEventListener('abort', () => abort.abort(), { once: true });
    closing.addEventListener('abort', () => void afterGrace(), { once: true });
    try {
      await workShard(shard, parts, { turn, closing, abort: abort.signal, lookEveryMs });
    } finally {
      ended.abort();
    }

    async function afterGrace(): Promise<void> {
      await clock.after(GRACE_MS, ended.signal);
      abort.abort();
    }
  }
}
