import type { Clock } from '#contracts/clock.ts';
import type { Collection, Retention } from '#contracts/collection.ts';
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
  /** By default all for ever. */
  readonly keptMs?: KeptMs;
}

/** How long records are kept, in milliseconds; 0 for ever. */
export type KeptMs = Readonly<Record<Retention, number>>;

const FOR_EVER: KeptMs = { messages: 0, raw_log: 0 };

/** Once a minute by the clock: removes what has expired. */
export function sweeper({ store, expiring, collections, clock, log, keptMs = FOR_EVER }: SweeperNeeds): AsyncDisposable {
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
      const longer = collection.keptFor === undefined ? undefined : keptMs[collection.keptFor];
      if (longer === 0) continue;
      await sweep(store, expiring, collection, clock.now() - (longer ?? 0), failed).catch(failed);
    }
  }

  function failed(error: unknown): void {
    log.error('sweep failed', { error: error instanceof Error ? error.name : typeof error });
  }
}
