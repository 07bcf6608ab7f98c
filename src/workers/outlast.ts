import type { Consumer } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import { NEWEST_EVENT_VERSION } from '#contracts/event.ts';
import type { Log } from '#contracts/log.ts';
import { StoreFailure, type StoreFailureCode } from '#contracts/store.ts';

const AGAIN_MS = 1_000;
const SAY_EVERY_MS = 10_000;
/** Goes by itself, or when somebody sees to it. `newer`: an instance of the next version works beside us and soon alone. */
const PASSING: ReadonlySet<StoreFailureCode> = new Set(['unavailable', 'full', 'read_only', 'gone', 'newer']);

/**
 * A store that does not answer, and data of a newer Deskbell, are no fault of the event: it comes back until they have passed,
 * however long that takes, and is not parked. All else that goes wrong is the handler's own.
 */
export function outlast(consumer: Consumer, clock: Clock, log: Log): Consumer {
  let saidAt = -Infinity;

  function later(why: string): { readonly againAfterMs: number } {
    const now = clock.monotonic();
    if (now - saidAt >= SAY_EVERY_MS) {
      saidAt = now;
      log.warn('a consumer waits', { consumer: consumer.name, why });
    }
    return { againAfterMs: AGAIN_MS };
  }

  return {
    ...consumer,
    async handle(event, signal) {
      if (event.version > NEWEST_EVENT_VERSION) return later('an event of a newer Deskbell');
      try {
        return await consumer.handle(event, signal);
      } catch (error) {
        if (error instanceof StoreFailure && PASSING.has(error.code)) return later(`the store: ${error.code}`);
        throw error;
      }
    },
  };
}
