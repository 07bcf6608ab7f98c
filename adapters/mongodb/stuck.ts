import type { MongoClient } from 'mongodb';
import type { Log } from '#contracts/log.ts';

/** How many ticks, of half a patience each, a question may wait: connecting and asking take two patiences at most. */
const TICKS = 5;
/** On a server that answers when something has changed, or after this long. */
const STREAMED_MS = 10_000;

/**
 * When all connections break at one moment, the driver (7.8 and 7.9) may ask how the server is on a connection that has just gone, and
 * wait for ever for it to take the question. Then it finds no server any more until the client is opened again, which is done here.
 * It happens with servers that it polls, as DocumentDB. Only the driver's public events are looked at, and ticks rather than
 * times, so that a process that was paused does not take its own pause for silence.
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
    log.warn('mongodb: the driver no longer asks its servers; it is opened again');
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
