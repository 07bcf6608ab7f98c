import { reasonOf } from '#contracts/bus-rules/reason.ts';
import type { EpochMs } from '#contracts/clock.ts';
import type { DueLane } from '#contracts/later.ts';
import type { Turn } from './later-lane.ts';
import type { LaterParts } from './later.ts';

/** Lanes of a shard in hand at a time. */
const LANES = 64;
/** Of these, of one tenant: a tenant with a thousand lanes leaves the rest to the others. */
const LANES_PER_TENANT = 4;
/** Lanes remembered as having had their turn. */
const MOST_TURNED = 1_000;
const SAY_EVERY_MS = 10_000;

export interface Shift {
  readonly turn: Turn;
  /** Takes up nothing more once it aborts. */
  readonly closing: AbortSignal;
  /** For the handlers in hand. */
  readonly abort: AbortSignal;
  readonly lookEveryMs: number;
}

/** Works one shard until `closing` aborts, and resolves when nothing is in hand any more. */
export async function workShard(
  shard: number,
  { store, later, clock, log }: Pick<LaterParts, 'store' | 'later' | 'clock' | 'log'>,
  { turn, closing, abort, lookEveryMs }: Shift,
): Promise<void> {
  const inHand = new Map<string, Hand>();
  /** Had their turn and have more that is due: taken up again when no other lane of their tenant waits. */
  const turned = new Map<string, DueLane>();
  let rest = new AbortController();
  let lookAt: EpochMs = 0;
  let saidAt: EpochMs = -Infinity;

  const wake = () => rest.abort();
  const deafen = later.whenCommitted((of, dueAt) => {
    if (of === shard && dueAt < lookAt) wake();
  });
  closing.addEventListener('abort', wake, { once: true });
  while (!closing.aborted) {
    rest = new AbortController();
    lookAt = clock.now() + lookEveryMs;
    const next = await takeUp().catch(said);
    lookAt = Math.min(lookAt, next ?? Infinity);
    if (!closing.aborted) await clock.after(Math.max(0, lookAt - clock.now()), rest.signal);
  }
  deafen();
  await Promise.all([...inHand.values()].map(({ ended }) => ended));

  /** Fills the places that are free. Resolves with the time to look again at, unless a lane that ends says so before. */
  async function takeUp(): Promise<EpochMs | undefined> {
    while (inHand.size < LANES) {
      const now = clock.now();
      const skipped = { lanes: [...inHand.values(), ...turned.values()], tenants: [...fullTenants()] };
      const found = await later.due(shard, now, LANES - inHand.size, skipped);
      let begun = 0;
      for (const lane of found) {
        if (closing.aborted) return undefined;
        if (fullTenants().has(lane.tenantId)) continue;
        begin(lane);
        begun += 1;
      }
      if (begun === 0 && !nextRound()) return later.next(shard, now);
    }
    return undefined;
  }

  function begin(lane: DueLane): void {
    const name = nameOf(lane);
    // Signals of its own: many that listen to one look like a leak to Node, which warns.
    const signals = { closing: AbortSignal.any([closing]), abort: AbortSignal.any([abort]) };
    const ended = turn(store.tenant(lane.tenantId), lane.lane, signals).then((more) => {
      inHand.delete(name);
      if (more) turned.set(name, lane);
      if (turned.size > MOST_TURNED) turned.clear();
      wake();
    });
    inHand.set(name, { ...lane, ended });
  }

  function fullTenants(): ReadonlySet<string> {
    const lanes = Map.groupBy(inHand.values(), ({ tenantId }) => tenantId);
    return new Set([...lanes].filter(([, some]) => some.length >= LANES_PER_TENANT).map(([tenantId]) => tenantId));
  }

  /** All others of a tenant that has room have been taken up: those that had their turn may come again. */
  function nextRound(): boolean {
    const full = fullTenants();
    const again = [...turned].filter(([, { tenantId }]) => !full.has(tenantId));
    for (const [name] of again) turned.delete(name);
    return again.length > 0;
  }

  function said(error: unknown): undefined {
    const now = clock.now();
    if (now - saidAt < SAY_EVERY_MS) return;
    saidAt = now;
    log.warn('due work waits for the store', { shard, reason: reasonOf(error) });
  }
}

interface Hand extends DueLane {
  readonly ended: Promise<void>;
}

function nameOf({ tenantId, lane }: DueLane): string {
  return JSON.stringify([tenantId, lane]);
}
