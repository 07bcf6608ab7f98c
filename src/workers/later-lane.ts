import { reasonOf } from '#contracts/bus-rules/reason.ts';
import { RETRY_DELAYS_MS } from '#contracts/bus.ts';
import type { EpochMs } from '#contracts/clock.ts';
import { dueEntries, type DueEntry } from '#contracts/later.ts';
import { replace, type Stored, type TenantStore } from '#contracts/store.ts';
import type { LaterParts } from './later.ts';
import { passing } from './outlast.ts';

/** Entries of a lane in one turn: then lanes that wait go first. */
const TURN = 20;
/** Among as many due entries the best is found by looking at all of them. */
const FEW = 50;
const CLASSES = Array.from({ length: 10 }, (_, n) => n);
const HOUR_MS = 3_600_000;
/** While the store does not answer. */
const AGAIN_MS = 1_000;
const SAY_EVERY_MS = 10_000;

interface Signals {
  readonly closing: AbortSignal;
  readonly abort: AbortSignal;
}

/** Handles what is due in a lane, one entry after the other. Never rejects. True when more is due. */
export type Turn = (store: TenantStore, lane: string, signals: Signals) => Promise<boolean>;

export function laneTurns({ timers, clock, log, metrics }: Pick<LaterParts, 'timers' | 'clock' | 'log' | 'metrics'>): Turn {
  const byKind = new Map(timers.map((timer) => [timer.kind, timer]));
  const unknown = new Set<string>();
  let saidAt: EpochMs = -Infinity;

  return async (store, lane, { closing, abort }) => {
    let last: Stored<DueEntry> | undefined;
    for (let n = 0; n < TURN && !closing.aborted; n += 1)
      try {
        const entry = await bestOf(store, lane, clock.now());
        if (!entry) return false;
        if (closing.aborted) return true;
        if (last && same(entry, last)) await failed(store, entry, 'the handler left the entry as it was');
        else await handle(store, entry, abort);
        last = entry;
      } catch (error) {
        // Only what is waited out comes here, and the entry's own failures are none of it.
        saysThatItWaits(store, error);
        await clock.after(AGAIN_MS, closing);
        return true;
      }
    return true;
  };

  async function handle(store: TenantStore, entry: Stored<DueEntry>, signal: AbortSignal): Promise<void> {
    const { kind, dueAt } = entry.value;
    const timer = byKind.get(kind);
    if (!timer) return unknownKind(store, entry);
    metrics.time('due_late_seconds', { kind }, Math.max(0, clock.now() - dueAt) / 1_000);
    try {
      await timer.due(store, entry, signal);
    } catch (error) {
      if (passing(error)) throw error;
      if (!signal.aborted) await failed(store, entry, reasonOf(error));
    }
  }

  async function failed(store: TenantStore, entry: Stored<DueEntry>, reason: string): Promise<void> {
    const { id, kind, attempts } = entry.value;
    log.warn('due work failed', { tenant: store.tenantId, entry: id, kind, attempt: attempts + 1, reason });
    metrics.count('due_failures_total', { kind });
    await move(store, entry, { why: 'failed', attempts: attempts + 1 }, RETRY_DELAYS_MS[attempts] ?? HOUR_MS);
  }

  /** Written by a newer Deskbell that works beside this one, or by an older one that had it. */
  async function unknownKind(store: TenantStore, entry: Stored<DueEntry>): Promise<void> {
    const { kind } = entry.value;
    if (!unknown.has(kind)) log.warn('due work of an unknown kind waits', { kind });
    unknown.add(kind);
    await move(store, entry, { why: 'unknown_kind' }, HOUR_MS);
  }

  /** Whoever has moved or removed it meanwhile was right. */
  async function move(store: TenantStore, entry: Stored<DueEntry>, change: Partial<DueEntry>, delayMs: number): Promise<void> {
    await store.commit([replace(dueEntries, entry, { ...entry.value, ...change, dueAt: clock.now() + delayMs })]);
  }

  function saysThatItWaits({ tenantId }: TenantStore, error: unknown): void {
    const now = clock.now();
    if (now - saidAt < SAY_EVERY_MS) return;
    saidAt = now;
    log.warn('due work waits for the store', { tenant: tenantId, reason: reasonOf(error) });
  }
}

/** Best class first, then oldest. */
async function bestOf(store: TenantStore, lane: string, now: EpochMs): Promise<Stored<DueEntry> | undefined> {
  const until = now + 1;
  const few = await store.find(dueEntries, { by: 'byWait', equals: [lane], until, limit: FEW });
  if (few.next === undefined) return few.items.toSorted((a, b) => rank(a, b))[0];
  const ofEach = await Promise.all(
    CLASSES.map((each) => store.find(dueEntries, { by: 'byLane', equals: [lane, each], until, limit: 1 })),
  );
  return ofEach.flatMap(({ items }) => items)[0];
}

/** Those of one class and one time stay in the order of their ids, as the index has them. */
function rank({ value: a }: Stored<DueEntry>, { value: b }: Stored<DueEntry>): number {
  return a.class - b.class || a.dueAt - b.dueAt;
}

function same(a: Stored<DueEntry>, b: Stored<DueEntry>): boolean {
  return a.value.id === b.value.id && a.version === b.version;
}
