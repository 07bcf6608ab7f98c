import type { Lease, Leases } from '#contracts/leases.ts';
import { StoreFailure } from '#contracts/store.ts';
import { answered } from './answered.ts';
import { MAJORITY, type Connection } from './client.ts';
import { asStoreFailure, passing } from './failure.ts';

const LEASES = '_leases';

interface LeaseRow {
  readonly _id: string;
  /** Empty if the lease is free. */
  readonly holder: string;
  /** Increases with every heartbeat. */
  readonly beat: number;
}

/**
 * A holder sends a heartbeat every fifth of `leaseMs`. A waiting process takes over if it saw none for longer than the holder
 * itself trusts its lease. Each side uses its own monotonic clock, so the machines' clocks need not agree.
 */
export function mongoLeases(connection: Connection, newId: () => string, leaseMs: number) {
  const rows = connection.db.collection<LeaseRow>(LEASES, { writeConcern: { w: MAJORITY, j: true, wtimeoutMS: leaseMs } });
  const open = new Set<Lease>();
  const closed = new AbortController();

  async function take(name: string, holder: string, seen: Seen): Promise<boolean> {
    const now = performance.now();
    const row = await answered(connection, rows.findOne({ _id: name }));
    if (!row) {
      await rows.insertOne({ _id: name, holder, beat: 1 }).catch(unlessTaken);
      return (await rows.findOne({ _id: name }))?.holder === holder;
    }
    if (row.beat !== seen.beat) Object.assign(seen, { beat: row.beat, at: now });
    if (row.holder !== '' && now - seen.at < leaseMs * 1.2) return false;
    const asked = rows.updateOne({ _id: name, beat: row.beat }, { $set: { holder }, $inc: { beat: 1 } });
    const { matchedCount } = await answered(connection, asked);
    return matchedCount === 1;
  }

  function leaseOf(name: string, holder: string, takenAt: number): Lease {
    const lost = new AbortController();
    let ended = false;
    const deadline = { timer: loseAt(takenAt + leaseMs) };
    let beat = setTimeout(live, leaseMs / 5);
    const lease: Lease = {
      lost: lost.signal,
      async [Symbol.asyncDispose]() {
        if (ended) return;
        lose();
        const asked = rows.updateOne({ _id: name, holder }, { $set: { holder: '' }, $inc: { beat: 1 } });
        await answered(connection, asked).catch(() => {});
      },
    };
    return lease;

    /** The answer may have taken longer than the lease. */
    function loseAt(end: number): NodeJS.Timeout {
      return setTimeout(lose, Math.max(0, end - performance.now()));
    }

    function lose(): void {
      ended = true;
      clearTimeout(deadline.timer);
      clearTimeout(beat);
      open.delete(lease);
      lost.abort();
    }

    async function live(): Promise<void> {
      const at = performance.now();
      const kept = await answered(connection, rows.updateOne({ _id: name, holder }, { $inc: { beat: 1 } })).then(
        ({ matchedCount }) => matchedCount === 1,
        () => undefined,
      );
      if (ended) return;
      if (kept === false) return lose();
      if (kept) {
        clearTimeout(deadline.timer);
        deadline.timer = loseAt(at + leaseMs);
      }
      beat = setTimeout(live, leaseMs / 5);
    }
  }

  const leases: Leases = {
    async hold(name, signal) {
      const holder = newId();
      const seen: Seen = { beat: 0, at: 0 };
      for (;;) {
        signal.throwIfAborted();
        if (closed.signal.aborted) throw new StoreFailure('unavailable', 'no', 'the store is closed');
        const at = performance.now();
        if (await take(name, holder, seen).catch(unlessPassing)) {
          const lease = leaseOf(name, holder, at);
          open.add(lease);
          return lease;
        }
        await pause(leaseMs / 20, signal);
      }
    },
  };
  return {
    leases,
    async [Symbol.asyncDispose]() {
      closed.abort();
      for (const lease of open) await lease[Symbol.asyncDispose]();
    },
  };
}

/** The last heartbeat of a holder, and when we saw it. */
interface Seen {
  beat: number;
  at: number;
}

function unlessTaken(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error;
}

/** Ignores transient errors, because waiting for a lease includes waiting for an election. */
function unlessPassing(error: unknown): false {
  if (passing(error)) return false;
  throw asStoreFailure(error, 'no');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
