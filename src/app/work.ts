import type { Container } from 'inversify';
import type { Role } from '#config/schema.ts';
import type { Consumer } from '#contracts/bus.ts';
import type { Metrics } from '#contracts/metrics.ts';
import { dueWork } from '#workers/later.ts';
import { sweeper } from '#workers/sweeper.ts';
import { resolve } from './token.ts';
import * as t from './tokens.ts';

const AGAIN_MS = 1_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Starts the background work of this instance's roles. Every worker runs the consumers, and the bus distributes the events. One
 * scheduler at a time runs the timers; the others wait for the lease.
 */
export function work(container: Container, roles: readonly Role[]): AsyncDisposable {
  const bus = resolve(container, t.BUS);
  const metrics = resolve(container, t.COUNTS);
  const hands: AsyncDisposable[] = [];
  if (roles.includes('worker'))
    for (const consumer of resolve(container, t.CONSUMERS)) hands.push(bus.subscribe(timed(consumer, metrics)));
  if (roles.includes('scheduler')) hands.push(keepSweeping(container), dueWorkOf(container));
  return {
    async [Symbol.asyncDispose]() {
      // In parallel, because each consumer may need time to finish a send.
      await Promise.all(hands.map((hand) => hand[Symbol.asyncDispose]()));
    },
  };
}

function timed(consumer: Consumer, metrics: Metrics): Consumer {
  const labels = { consumer: consumer.name };
  return {
    ...consumer,
    async handle(events, signal) {
      const from = performance.now();
      try {
        return await consumer.handle(events, signal);
      } finally {
        metrics.time('bus_handle_seconds', labels, (performance.now() - from) / 1_000);
      }
    },
  };
}

function dueWorkOf(container: Container): AsyncDisposable {
  return dueWork({
    store: resolve(container, t.STORE),
    later: resolve(container, t.LATER),
    leases: resolve(container, t.LEASES),
    timers: resolve(container, t.TIMERS),
    clock: resolve(container, t.CLOCK),
    log: resolve(container, t.LOG),
    metrics: resolve(container, t.COUNTS),
  });
}

/** A lease that is lost, and work that could not begin, is waited for again: an app whose sweeper rests would look healthy. */
function keepSweeping(container: Container): AsyncDisposable {
  const leases = resolve(container, t.LEASES);
  const clock = resolve(container, t.CLOCK);
  const log = resolve(container, t.LOG);
  const settings = resolve(container, t.SETTINGS);
  const keptMs = {
    messages: settings.DESKBELL_KEEP_MESSAGES_DAYS * DAY_MS,
    raw_log: settings.DESKBELL_KEEP_RAW_LOG_DAYS * DAY_MS,
  };
  const stop = new AbortController();
  const working = shifts();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await working;
    },
  };

  async function shifts(): Promise<void> {
    while (!stop.signal.aborted) {
      await shift().catch(async (error: unknown) => {
        if (stop.signal.aborted) return;
        log.error('timers stopped', { error: error instanceof Error ? error.name : typeof error });
        await clock.after(AGAIN_MS, stop.signal);
      });
    }
  }

  async function shift(): Promise<void> {
    await using lease = await leases.hold('timers', stop.signal);
    await using _sweeper = sweeper({
      store: resolve(container, t.STORE),
      expiring: resolve(container, t.EXPIRING),
      collections: resolve(container, t.COLLECTIONS),
      clock,
      log,
      keptMs,
    });
    await aborted(AbortSignal.any([stop.signal, lease.lost]));
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
