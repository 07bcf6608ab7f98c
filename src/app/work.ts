import type { Container } from 'inversify';
import { sweeper } from '#workers/sweeper.ts';
import { resolve } from './token.ts';
import * as t from './tokens.ts';

const AGAIN_MS = 1_000;

/**
 * Consumers and timers run in the process that holds the lease; the others serve and wait. A lease that is lost, and work that
 * could not begin, is waited for again: an app that takes messages and never answers would look healthy.
 */
export function work(container: Container): AsyncDisposable {
  const leases = resolve(container, t.LEASES);
  const bus = resolve(container, t.BUS);
  const clock = resolve(container, t.CLOCK);
  const log = resolve(container, t.LOG);
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
        log.error('workers stopped', { error: error instanceof Error ? error.name : typeof error });
        await clock.until(clock.now() + AGAIN_MS, stop.signal);
      });
    }
  }

  async function shift(): Promise<void> {
    await using lease = await leases.hold('workers', stop.signal);
    const hands: AsyncDisposable[] = [];
    try {
      for (const consumer of resolve(container, t.CONSUMERS)) hands.push(bus.subscribe(consumer));
      hands.push(sweeper(resolve(container, t.STORE), resolve(container, t.EXPIRE_HOLDS), clock, log));
      await aborted(AbortSignal.any([stop.signal, lease.lost]));
    } finally {
      // Together: each may take its time to bring a send to its end, and a stop does not wait for one after the other.
      await Promise.all(hands.map((hand) => hand[Symbol.asyncDispose]()));
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
