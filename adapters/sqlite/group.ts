import { setMaxListeners } from 'node:events';
import { reasonOf } from '#contracts/bus-rules/reason.ts';
import { shares } from '#contracts/bus-rules/shares.ts';
import { portions } from '#contracts/bus-rules/slice.ts';
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

/** Handlers in hand at a time, of one consumer group. A tenant by itself uses half of them. */
const SLOTS = 128;
/** While a tenant uses up its share, one piece of the log is read ahead in this time. */
const FURTHER_MS = 20;
/** After the store failed: no sooner than this. */
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

interface Item {
  readonly position: number;
  readonly event: BusEvent;
}

/** What a slice takes of one queue. */
interface Taken {
  readonly queue: Queue;
  readonly count: number;
  readonly items: readonly Item[];
}

/** One consumer at work: keys in parallel, the events of a key one after the other. */
export function startGroup(consumer: Consumer, parts: GroupParts): Group {
  const { connection, clock, log, newId, timer, metrics, commit, changed } = parts;
  const labels = { consumer: consumer.name };
  let opened: Opened | undefined;
  const closing = new AbortController();
  const stopping = new AbortController();
  for (const { signal } of [closing, stopping]) setMaxListeners(0, signal);
  const settled: (() => void)[] = [];
  const slots = shares(SLOTS);
  const wanted = consumer.slice === 1 ? SLOTS : consumer.slice;
  let cancelFurther: (() => void) | undefined;
  let replaysExpected = false;
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
      opened ??= openGroup(parts, consumer);
      if (replaysExpected) opened.backlog.expectReplays();
      replaysExpected = false;
      do handOut(opened);
      while (!slots.full && opened.backlog.ready.size < wanted && opened.backlog.readOn());
      if (!slots.full && opened.backlog.ready.size > 0) lookFurther(opened);
      if (opened.progress.dirty) changed();
    } catch (error) {
      storeFailed(error);
    }
  }

  /** What is ready may not go now, and there are slots: another tenant's events may stand further on in the log. */
  function lookFurther({ backlog }: Opened): void {
    cancelFurther ??= timer(FURTHER_MS, () => {
      cancelFurther = undefined;
      try {
        if (!closing.signal.aborted && backlog.readOn()) wake();
      } catch (error) {
        storeFailed(error);
      }
    });
  }

  /** Of those that get slices, each tenant has one in hand: two would write the same documents. */
  function may(tenantId: string): boolean {
    return consumer.slice === 1 ? slots.may(tenantId) : slots.of(tenantId) === 0;
  }

  function handOut(from: Opened): void {
    while (!slots.full) {
      const queues = from.backlog.ready.take(consumer.slice, may);
      const [first] = queues;
      if (!first) return;
      void work(from, first.tenantId, queues);
    }
  }

  function storeFailed(error: unknown, retry: () => void = () => {}): void {
    log.warn('bus: the store does not answer', { consumer: consumer.name, reason: asStoreFailure(error, 'no').message });
    timer(AGAIN_MS, () => {
      retry();
      wake();
    });
  }

  async function work(at: Opened, tenantId: string, queues: readonly Queue[]): Promise<void> {
    slots.begin(tenantId);
    try {
      await step(at, queues);
    } catch (error) {
      storeFailed(error, () => queues.forEach((queue) => at.backlog.ready.add(queue)));
    } finally {
      slots.end(tenantId);
      if (slots.taken === 0) for (const resolve of settled.splice(0)) resolve();
      wake();
    }
  }

  async function step(at: Opened, queues: readonly Queue[]): Promise<void> {
    const { progress, backlog } = at;
    const taken = sliceOf(at, queues);
    const events = taken.flatMap(({ items }) => items).toSorted((a, b) => a.position - b.position);
    const outcome = events.length > 0 ? await attempt(events.map(({ event }) => event)) : { done: true as const };
    if (outcome.done) {
      for (const { queue, count } of taken) {
        for (const position of queue.positions.slice(0, count)) progress.finish(position);
        backlog.next(queue, count);
      }
      return changed();
    }
    if (closing.signal.aborted) return;
    if (outcome.againAfterMs !== undefined) return wait(outcome.againAfterMs, at, queues);
    // One that has lost a neighbour from the log goes by itself, too: then it is clear whose place is whose.
    if (taken.reduce((sum, { count }) => sum + count, 0) > 1) {
      for (const { queue, count } of taken) {
        queue.alone = count;
        backlog.ready.add(queue);
      }
      return;
    }
    const [one] = events;
    const [queue] = queues;
    if (one && queue) await failed(at, queue, one, outcome.error);
  }

  async function failed({ progress, backlog }: Opened, queue: Queue, { position, event }: Item, error: unknown): Promise<void> {
    const delay = RETRY_DELAYS_MS[queue.failures];
    queue.failures += 1;
    const reason = reasonOf(error);
    log.warn('bus: a handler failed', {
      consumer: consumer.name,
      event: event.id,
      kind: event.kind,
      attempt: queue.failures,
      reason,
    });
    if (delay !== undefined) {
      metrics.count('bus_redeliveries_total', labels);
      return wait(delay, { progress, backlog }, [queue]);
    }
    metrics.count('bus_parked_total', labels);
    await parkEvent(progress, event, position, queue.failures, reason);
    progress.parked(position);
    backlog.next(queue, 1);
  }

  type Outcome = { readonly done: true } | { readonly done: false; readonly againAfterMs?: number; readonly error?: unknown };

  async function attempt(events: readonly BusEvent[]): Promise<Outcome> {
    try {
      const handled: Handled = await consumer.handle(events, stopping.signal);
      return handled ? { done: false, againAfterMs: handled.againAfterMs } : { done: true };
    } catch (error) {
      return { done: false, error };
    }
  }

  /** The events at the front of these queues; a position whose event is gone counts as taken and brings none. */
  function sliceOf({ backlog }: Opened, queues: readonly Queue[]): readonly Taken[] {
    const counts = portions(
      queues.map(({ positions, alone }) => ({ length: positions.length, alone })),
      consumer.slice,
    );
    return queues.map((queue, n) => {
      const count = counts[n] ?? 0;
      const items = queue.positions.slice(0, count).flatMap((position) => {
        const event = backlog.load(position);
        return event ? [{ position, event }] : [];
      });
      return { queue, count, items };
    });
  }

  function wait(ms: number, { backlog }: Opened, queues: readonly Queue[]): void {
    void clock.after(ms, closing.signal).then(() => {
      for (const queue of queues) backlog.ready.add(queue);
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
      return opened?.progress.dirty ?? false;
    },
    wake(replays = false) {
      replaysExpected ||= replays;
      wake();
    },
    writeProgress: () => opened?.progress.write() ?? (() => {}),
    standing: () => opened && { held: opened.progress.size, readTo: opened.progress.readTo },
    async [Symbol.asyncDispose]() {
      closing.abort();
      cancelFurther?.();
      const cancel = timer(GRACE_MS, () => stopping.abort());
      if (slots.taken > 0) await new Promise<void>((resolve) => settled.push(resolve));
      cancel();
      stopping.abort();
    },
  };
}

/** Opened on first use, so that a locked store only delays it. */
interface Opened {
  readonly progress: Progress;
  readonly backlog: Backlog;
}

function openGroup({ connection, recent }: GroupParts, consumer: Consumer): Opened {
  const progress = openProgress(connection, consumer.name);
  return { progress, backlog: openBacklog(connection, recent, consumer, progress) };
}
