import type { Lease, Leases } from '#contracts/leases.ts';
import type { Log } from '#contracts/log.ts';
import { asStoreFailure } from './failure.ts';
import type { Timer } from './locks.ts';
import { pause } from './locks.ts';

const LEASE = 'consumers';
const AGAIN_MS = 1_000;

export interface Line {
  /** Calls `begin` on this process's turn. Returns a function to leave the line; when the last one leaves, the next process begins. */
  join(begin: () => void): () => Promise<void>;
}

/** Only one process at a time reads the log of a data file, because it keeps the events in progress in memory. The others wait. */
export function standInLine(leases: Leases, timer: Timer, log: Log): Line {
  const members = new Set<() => void>();
  let leaving = new AbortController();
  let turn: Promise<Lease | undefined> | undefined;

  async function waitFor(signal: AbortSignal): Promise<Lease | undefined> {
    while (!signal.aborted)
      try {
        return await leases.hold(LEASE, signal);
      } catch (error) {
        if (signal.aborted) return undefined;
        log.warn('bus: the store does not answer', { reason: asStoreFailure(error, 'no').message });
        await pause(timer, AGAIN_MS, signal);
      }
    return undefined;
  }

  return {
    join(begin) {
      const mine = () => begin();
      members.add(mine);
      turn ??= waitFor(leaving.signal);
      void turn.then((lease) => lease && members.has(mine) && mine());
      return async () => {
        if (!members.delete(mine) || members.size > 0) return;
        const last = turn;
        turn = undefined;
        leaving.abort();
        leaving = new AbortController();
        await (await last)?.[Symbol.asyncDispose]();
      };
    },
  };
}
