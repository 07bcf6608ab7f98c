import type { Consumer } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import { NEWEST_EVENT_VERSION } from '#contracts/event.ts';
import type { Log } from '#contracts/log.ts';
import { StoreFailure, type StoreFailureCode } from '#contracts/store.ts';

const AGAIN_MS = 1_000;
const SAY_EVERY_MS = 10_000;
/** Store failures that end by themselves or when somebody fixes the cause. `newer` occurs while instances of the next version start. */
const PASSING: ReadonlySet<StoreFailureCode> = new Set(['unavailable', 'full', 'read_only', 'gone', 'newer']);

/** What is waited out: it is no fault of what was being done. */
export function passing(error: unknown): error is StoreFailure {
  return error instanceof StoreFailure && PASSING.has(error.code);
}

/**
 * Retries an event as long as the store does not answer, or has data from a newer version of Deskbell, instead of parking it. These
 * failures are not caused by the event. Any other error is left to the bus.
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
    async handle(events, signal) {
      if (events.some(({ version }) => version > NEWEST_EVENT_VERSION)) return later('an event of a newer Deskbell');
      try {
        return await consumer.handle(events, signal);
      } catch (error) {
        if (passing(error)) return later(`the store: ${error.code}`);
        throw error;
      }
    },
  };
}
