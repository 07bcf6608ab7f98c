import type { Clock } from '#contracts/clock.ts';
import type { Collection } from '#contracts/collection.ts';
import type { Expiring } from '#contracts/expiring.ts';
import type { Log } from '#contracts/log.ts';
import type { Store } from '#contracts/store.ts';
import { sweep } from '#core/tenancy/sweep.ts';

const EVERY_MS = 60_000;

export interface SweeperNeeds {
  readonly store: Store;
  readonly expiring: Expiring;
  /** All that the store has. */
  readonly collections: readonly Collection<any, any>[];
  readonly clock: Clock;
  readonly log: Log;
}

/** Once a minute by the clock: removes what has expired. */
export function sweeper({ store, expiring, collections, clock, log }: SweeperNeeds): AsyncDisposable {
  const all = collections.filter((collection) => collection.expires !== undefined);
  const stop = new AbortController();
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await round();
      await clock.after(EVERY_MS, stop.signal);
    }
  }

  async function round(): Promise<void> {
    for (const collection of all) {
      if (stop.signal.aborted) return;
      await sweep(store, expiring, collection, clock.now(), failed).catch(failed);
    }
  }

  function failed(error: unknown): void {
    log.error('sweep failed', { error: error instanceof Error ? error.name : typeof error });
  }
}
