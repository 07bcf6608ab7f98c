import type { EpochMs } from './clock.ts';
import type { BusEvent, StreamName } from './event.ts';

/**
 * Done, or: nothing was done, come back at this time. Returning `againAt` is not a failure. Later events of the keys wait, so it is for
 * seconds only: longer waits belong in the due-queue.
 */
export type Handled = void | { readonly againAt: EpochMs };

export interface ConsumerGroup {
  /** Each group handles every event of its streams and kinds once, in whichever process. */
  readonly name: string;
  readonly streams: readonly StreamName[];
  /** Events of other kinds never reach the handler. */
  readonly kinds: readonly string[] | 'all';
}

export interface Consumer extends ConsumerGroup {
  /**
   * The most events handed over together. With 1, the keys are handled in parallel, one event at a time each: for consumers that act on
   * the outside. With more, a call gets a slice: events of one tenant that are waiting, in order, of any number of keys; a process
   * has one slice of a tenant in hand per part of the log. Made for consumers that commit once per slice.
   */
  readonly slice: number;
  /**
   * Idempotent by event id: an event may come again until its handler has resolved. A slice that fails is handed over again one
   * event at a time, so a poisonous event waits and is parked alone. A single event that fails is retried after `RETRY_DELAYS_MS`,
   * then parked with its reason. `signal` aborts when the process must stop.
   */
  handle(events: readonly BusEvent[], signal: AbortSignal): Promise<Handled>;
}

/** Waits between the attempts at one event, in milliseconds by the clock handed in; after the last the event is parked. */
export const RETRY_DELAYS_MS: readonly number[] = [50, 500, 5_000, 30_000];

export interface Parked {
  readonly id: string;
  readonly consumer: string;
  readonly event: BusEvent;
  /** Why the last attempt failed; carries no message body. */
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: EpochMs;
}

export interface Lag {
  /** Events that the group has not finished, parked ones not counted. */
  readonly waiting: number;
  readonly parked: number;
}

export interface Subscription extends AsyncDisposable {
  /** Takes no new event, waits for those in hand, then resolves. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Delivers what `commit` made durable; nothing else publishes. Any number of processes may subscribe a consumer: they share
 * its work or take turns, and when one ends, however it ends, the others go on. If commit A was answered before commit B began, A's events
 * of a key come before B's; different keys are handled in parallel. A new group begins with the oldest event kept.
 */
export interface Bus {
  subscribe(consumer: Consumer): Subscription;
  /** Parked events of a tenant, newest first, at most 1000. */
  parked(tenantId: string): Promise<readonly Parked[]>;
  /** Hands a parked event to its consumer once more; `false` when it is not there. */
  replay(tenantId: string, parkedId: string): Promise<boolean>;
  /** For a group that nobody ever subscribed, everything kept is waiting. */
  lag(group: ConsumerGroup): Promise<Lag>;
}
