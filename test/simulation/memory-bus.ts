import { reasonOf } from '#contracts/bus-rules/reason.ts';
import { RETRY_DELAYS_MS, type Bus, type Consumer, type Handled, type Subscription } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import type { EventLog, Item, Member } from './event-log.ts';
import type { Carry } from './memory-store.ts';

export interface BusParts {
  readonly log: EventLog;
  readonly carry: Carry;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Gets through to this process, once it is awake. */
  readonly call: (run: () => void) => void;
}

export interface MemoryBus extends Bus {
  /** Gone without a word: its lanes go to others, nothing in hand is waited for. */
  drop(): void;
  /** Taken for dead: its lanes are for whoever looks next, whatever is in hand here. */
  forsake(): void;
}

/**
 * One process's side of the bus. What it has finished is told to the log now and then, so after a crash the latest of it comes
 * again, as with both real engines.
 */
export function memoryBus({ log, carry, clock, newId, call }: BusParts): MemoryBus {
  const joined = new Map<string, Member>();

  return {
    subscribe: (consumer) => begin(consumer),
    parked: (tenantId) => carry('bus parked', () => log.parked(tenantId)),
    replay: (tenantId, id) => carry('bus replay', () => log.replay(tenantId, id)),
    discard: (tenantId, which) => carry('bus discard', () => log.discard(tenantId, which)),
    lag: ({ name, streams, kinds }) => carry('bus lag', () => log.lag(name, { streams, kinds })),
    drop() {
      for (const [name, member] of joined) log.leave(name, member);
      joined.clear();
    },
    forsake() {
      for (const [name, member] of joined) log.release(name, member);
    },
  };

  function begin({ name, streams, kinds, slice, handle }: Consumer): Subscription {
    const closing = new AbortController();
    const stopping = new AbortController();
    /** Finished, and not yet told. */
    const done = new Set<number>();
    /** Keys in hand; `true` when something came for one meanwhile. */
    const working = new Map<string, boolean>();
    const idle: (() => void)[] = [];
    let looking = false;
    let stirred = false;
    let telling: Promise<void> | undefined;
    let called = false;
    const member: Member = {
      wake() {
        if (called) return;
        called = true;
        call(() => {
          called = false;
          void look();
        });
      },
    };
    joined.set(name, member);
    log.join(name, { streams, kinds }, member);

    async function look(): Promise<void> {
      stirred = true;
      if (looking) return;
      looking = true;
      while (stirred && !closing.signal.aborted) {
        stirred = false;
        for (const key of await carry(`${name} looks`, () => log.waiting(name, member, done)))
          if (working.has(key)) working.set(key, true);
          else if (!closing.signal.aborted) void work(key);
      }
      looking = false;
    }

    async function work(key: string): Promise<void> {
      let failures = 0;
      /** How many of a slice that failed go one at a time. */
      let alone = 0;
      do {
        working.set(key, false);
        for (;;) {
          const most = alone > 0 ? 1 : slice;
          const items = await carry(`${name} takes`, () => log.next(name, member, key, done, most));
          const [first] = items;
          if (!first || closing.signal.aborted) break;
          const { again, failed } = await attempt(items);
          if (again === undefined && failed === undefined) {
            for (const { number } of items) done.add(number);
            alone = Math.max(0, alone - items.length);
            telling ??= tell();
          }
          if (closing.signal.aborted) break;
          if (again !== undefined) await clock.after(again, closing.signal);
          if (failed !== undefined && items.length > 1) {
            alone = items.length;
            continue;
          }
          failures = failed === undefined ? 0 : failures + 1;
          if (failures === 0) continue;
          const delay = RETRY_DELAYS_MS[failures - 1];
          if (delay !== undefined) await clock.after(delay, closing.signal);
          else {
            const parked = { id: newId(), reason: reasonOf(failed), attempts: failures, parkedAt: clock.now() };
            await carry(`${name} parks`, () => log.park(name, member, first, parked));
            failures = 0;
            alone = Math.max(0, alone - 1);
          }
        }
      } while (working.get(key) && !closing.signal.aborted);
      working.delete(key);
      if (working.size === 0) for (const wake of idle.splice(0)) wake();
    }

    async function attempt(items: readonly Item[]): Promise<{ readonly again?: number; readonly failed?: unknown }> {
      try {
        const events = items.map(({ event }) => event);
        const handled: Handled = await handle(events, stopping.signal);
        return handled ? { again: handled.againAfterMs } : {};
      } catch (error) {
        return { failed: error };
      }
    }

    async function tell(): Promise<void> {
      while (done.size > 0) {
        const { numbers, refused } = await carry(`${name} tells`, () => {
          const all = [...done];
          return { numbers: all, refused: log.finish(name, member, all) };
        });
        for (const number of numbers) done.delete(number);
        // It may have the lane again by now; then all of that is still to be done.
        if (refused.length > 0) void look();
      }
      telling = undefined;
    }

    return {
      async [Symbol.asyncDispose]() {
        closing.abort();
        if (working.size > 0) await new Promise<void>((resolve) => idle.push(resolve));
        stopping.abort();
        await telling;
        if (joined.delete(name)) log.leave(name, member);
      },
    };
  }
}
