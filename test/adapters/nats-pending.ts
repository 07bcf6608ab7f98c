import { DatabaseSync } from 'node:sqlite';
import { eventOf } from '#adapters/sqlite/bodies.ts';
import type { Pending, PendingEvent } from '#contracts/pending.ts';
import type { PlatformStore, Store } from '#contracts/store.ts';

/** The embedded store as one that feeds a bus of another system: its log of events is read, and what is published is remembered. */
export interface LogAsPending {
  readonly pending: Pending;
  /** The store, which says after each commit that there may be events. */
  watched(store: Store): Store;
  /** Gives everything again, as a store does that keeps what was published lately. */
  republish(): Promise<void>;
  waiting(): number;
  close(): void;
}

export function logAsPending(file: string): LogAsPending {
  const db = new DatabaseSync(file, { readOnly: true });
  const log = db.prepare('SELECT * FROM events WHERE position > ? ORDER BY position LIMIT ?');
  const done = new Set<number>();
  const wakes = new Set<() => void>();
  let doneTo = 0;

  function take(most: number): PendingEvent[] {
    const found: PendingEvent[] = [];
    for (let after = doneTo; found.length < most;) {
      const rows = log.all(after, most);
      for (const row of rows) {
        after = Number(row['position']);
        if (!done.has(after)) found.push({ event: eventOf(row), place: String(after) });
      }
      if (rows.length < most) break;
    }
    return found;
  }

  function waking(commit: PlatformStore['commit']): PlatformStore['commit'] {
    return async (writes, events) => {
      const outcome = await commit(writes, events);
      if (outcome.kind === 'committed') for (const wake of wakes) wake();
      return outcome;
    };
  }

  return {
    pending: {
      take: async (most) => take(most),
      async published(events) {
        for (const { place } of events) done.add(Number(place));
        while (done.delete(doneTo + 1)) doneTo += 1;
      },
      async count() {
        const streams = Map.groupBy(take(1_000_000), ({ event }) => event.stream);
        return new Map([...streams].map(([stream, some]) => [stream, some.length]));
      },
      whenCommitted(wake) {
        wakes.add(wake);
        return () => wakes.delete(wake);
      },
    },
    watched: (store) => ({
      tenant(id) {
        const tenant = store.tenant(id);
        return { ...tenant, commit: waking(tenant.commit) };
      },
      platform: { ...store.platform, commit: waking(store.platform.commit) },
    }),
    async republish() {
      done.clear();
      doneTo = 0;
    },
    waiting: () => take(1_000_000).length,
    close: () => db.close(),
  };
}
