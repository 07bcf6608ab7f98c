import { setMaxListeners } from 'node:events';
import { reasonOf } from '#contracts/bus-rules/reason.ts';
import { RETRY_DELAYS_MS, type Consumer, type Handled } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import type { BusEvent } from '#contracts/event.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Log } from '#contracts/log.ts';
import type { Metrics } from '#contracts/metrics.ts';
import { openBacklog, type Backlog, type Queue } from './backlog.ts';
import type { Connection } from './connection.ts';
import { asStoreFailure } from './failure.ts';
import type { Timer } from './locks.ts';
import { park } from './parking.ts';
import { openProgress, type Progress } from './progress.ts';
import type { Recent } from './recent.ts';

/** Keys that one consumer group handles in parallel. */
const PARALLEL = 64;
/** Delay before the next try after a store failure. */
const AGAIN_MS = 500;
/** When the subscription closes, running handlers get this long before their signal aborts. */
const GRACE_MS = 5_000;

export interface GroupParts {
  readonly connection: Connection;
  readonly recent: Recent;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly timer: Timer;
  readonly metrics: Metrics;
  /** Runs in the next group commit. Rejects with a StoreFailure. */
  readonly commit: (run: () => () => void) => Promise<void>;
  /** Tells the bus that there is progress to write. */
  readonly changed: () => void;
}

export interface Group extends AsyncDisposable {
  readonly name: string;
  readonly dirty: boolean;
  /** Tells the group that there may be new events or replays. */
  wake(replays?: boolean): void;
  /** Runs within a transaction. Call the returned function once the transaction is on disk. */
  writeProgress(): () => void;
  /** `undefined` until the log was read for the first time. */
  standing(): Standing | undefined;
}

export interface Standing {
  /** Events that were taken and are not finished. */
  readonly held: number;
  /** The last position read. */
  readonly readTo: number;
}

/** Runs one consumer. Keys are handled in parallel, the events of a key one at a time. */
export function startGroup(consumer: Consumer, parts: GroupParts): Group {
  const { connection, clock, log, newId, timer, metrics, commit, changed } = parts;
  const labels = { consumer: consumer.name };
  let desk: Desk | undefined;
  const closing = new AbortController();
  const stopping = new AbortController();
  for (const { signal } of [closing, stopping]) setMaxListeners(0, signal);
  const settled: (() => void)[] = [];
  let replaysExpected = false;
  let inHand = 0;
  let woken = false;

  function wake(): void {
    if (woken || closing.signal.aborted) return;
    woken = true;
    setImmediate(pump);
  }

  function pump(): void {
    woken = false;
    if (closing.signal.aborted) return;
    try {
      desk ??= openDesk(parts, consumer);
      if (replaysExpected) desk.backlog.expectReplays();
      replaysExpected = false;
      desk.backlog.fill(PARALLEL);
      if (desk.progress.dirty) changed();
      handOut(desk);
    } catch (error) {
      storeFailed(error);
    }
  }

  function handOut(from: Desk): void {
    const { ready } = from.backlog;
    while (inHand < PARALLEL) {
      const [queue] = ready;
      if (!queue) return;
      ready.delete(queue);
      void work(from, queue);
    }
  }

  function storeFailed(error: unknown, retry: () => void = () => {}): void {
    log.warn('bus: the store does not answer', { consumer: consumer.name, reason: asStoreFailure(error, 'no').message });
    timer(AGAIN_MS, () => {
      retry();
      wake();
    });
  }

  async function work(at: Desk, queue: Queue): Promise<void> {
    inHand += 1;
    try {
      await step(at, queue);
    } catch (error) {
      storeFailed(error, () => at.backlog.ready.add(queue));
    } finally {
      inHand -= 1;
      if (inHand === 0) for (const resolve of settled.splice(0)) resolve();
      wake();
    }
  }

  async function step(at: Desk, queue: Queue): Promise<void> {
    const { progress, backlog } = at;
    const position = queue.positions[0] ?? 0;
    const event = backlog.load(position);
    const outcome = event ? await attempt(event) : { done: true as const };
    if (outcome.done) {
      progress.finish(position);
      backlog.next(queue);
      return changed();
    }
    if (closing.signal.aborted) return;
    if (outcome.againAfterMs !== undefined) return wait(outcome.againAfterMs, at, queue);

    const delay = RETRY_DELAYS_MS[queue.failures];
    queue.failures += 1;
    const reason = reasonOf(outcome.error);
    log.warn('bus: a handler failed', {
      consumer: consumer.name,
      event: event?.id,
      kind: event?.kind,
      attempt: queue.failures,
      reason,
    });
    if (delay !== undefined) {
      metrics.count('bus_redeliveries_total', labels);
      return wait(delay, at, queue);
    }
    metrics.count('bus_parked_total', labels);
    if (event) await parkEvent(progress, event, position, queue.failures, reason);
    progress.parked(position);
    backlog.next(queue);
  }

  type Outcome = { readonly done: true } | { readonly done: false; readonly againAfterMs?: number; readonly error?: unknown };

  async function attempt(event: BusEvent): Promise<Outcome> {
    try {
      const handled: Handled = await consumer.handle(event, stopping.signal);
      return handled ? { done: false, againAfterMs: handled.againAfterMs } : { done: true };
    } catch (error) {
      return { done: false, error };
    }
  }

  function wait(ms: number, { backlog }: Desk, queue: Queue): void {
    void clock.after(ms, closing.signal).then(() => {
      backlog.ready.add(queue);
      wake();
    });
  }

  /** Writes the parked row and the progress in one commit, so that the event is never lost and never in both places. */
  async function parkEvent(
    progress: Progress,
    event: BusEvent,
    position: number,
    attempts: number,
    reason: string,
  ): Promise<void> {
    log.error('bus: an event is parked', { consumer: consumer.name, event: event.id, kind: event.kind, reason });
    const row = { id: newId(), consumer: consumer.name, event, reason, attempts, parkedAt: clock.now(), position };
    await commit(() => {
      park(connection, row);
      return progress.write(position);
    });
  }

  wake();
  return {
    name: consumer.name,
    get dirty() {
      return desk?.progress.dirty ?? false;
    },
    wake(replays = false) {
      replaysExpected ||= replays;
      wake();
    },
    writeProgress: () => desk?.progress.write() ?? (() => {}),
    standing: () => desk && { held: desk.progress.size, readTo: desk.progress.readTo },
    async [Symbol.asyncDispose]() {
      closing.abort();
      const cancel = timer(GRACE_MS, () => stopping.abort());
      if (inHand > 0) await new Promise<void>((resolve) => settled.push(resolve));
      cancel();
      stopping.abort();
    },
  };
}

/** Opened on first use, so that a locked store only delays it. */
interface Desk {
  readonly progress: Progress;
  readonly backlog: Backlog;
}

function openDesk({ connection, recent }: GroupParts, consumer: Consumer): Desk {
  const progress = openProgress(connection, consumer.name, consumer.streams);
  return { progress, backlog: openBacklog(connection, recent, consumer, progress) };
}
