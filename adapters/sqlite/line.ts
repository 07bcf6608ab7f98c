import type { Lease, Leases } from '#contracts/leases.ts';
import type { Log } from '#contracts/log.ts';
import { asStoreFailure } from './failure.ts';
import type { Timer } from './locks.ts';
import { pause } from './locks.ts';

const LEASE = 'consumers';
const AGAIN_MS = 1_000;

export interface Line {
  /** Calls `begin` when it is this process's turn. The answer leaves the line; whoever leaves last lets the next process begin. */
  join(begin: () => void): () => Promise<void>;
}

/** The log of a data file has one reader at a time, which knows what it has in hand: the other processes wait in line. */
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
