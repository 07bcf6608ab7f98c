import type { MongoClient } from 'mongodb';
import type { Log } from '#contracts/log.ts';

/** How many ticks of half a patience a server check may take. Connecting and checking take two patiences at most. */
const TICKS = 5;
/** A streaming server answers a check when something has changed, or after this long. */
const STREAMED_MS = 10_000;

/**
 * Reopens the client when the driver is stuck. If all connections break at once, the driver (7.8 and 7.9) may send a server check on a
 * closed connection and wait forever. Until the client is reopened it then finds no server. This happens with servers it polls, such
 * as DocumentDB. The check uses only the driver's public events, and counts ticks instead of time, so that a paused process does not
 * mistake its own pause for silence.
 */
export function reopenedWhenStuck(client: MongoClient, log: Log, patienceMs: number): AsyncDisposable {
  const waiting = new Map<string, number>();
  let reopening: Promise<void> | undefined;
  let closed = false;
  client.on('serverHeartbeatStarted', ({ connectionId, awaited }) => {
    waiting.set(connectionId, awaited ? -Math.ceil((2 * STREAMED_MS) / patienceMs) : 0);
  });
  client.on('serverHeartbeatSucceeded', ({ connectionId }) => waiting.delete(connectionId));
  client.on('serverHeartbeatFailed', ({ connectionId }) => waiting.delete(connectionId));
  client.on('serverClosed', ({ address }) => waiting.delete(address));

  const ticking = setInterval(() => {
    for (const [address, ticks] of waiting) waiting.set(address, ticks + 1);
    if (!reopening && waiting.values().some((ticks) => ticks > TICKS))
      reopening = reopen().finally(() => (reopening = undefined));
  }, patienceMs / 2);
  ticking.unref();

  async function reopen(): Promise<void> {
    log.warn('mongodb: the driver no longer checks its servers; the client is reopened');
    await client.close();
    for (;;) {
      waiting.clear();
      if (closed) return;
      try {
        await client.connect();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, patienceMs / 2));
      }
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      closed = true;
      clearInterval(ticking);
      await reopening;
    },
  };
}
