import type { EpochMs } from './clock.ts';
import type { BusEvent, StreamName } from './event.ts';

/** Finished, or: call the handler again after this many milliseconds. That is not a failure, and later events of the key wait. */
export type Handled = void | { readonly againAfterMs: number };

export interface ConsumerGroup {
  /** Each group receives every event of its streams. One member of the group handles it. */
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

/**
 * Delays between the attempts at one event, in milliseconds on the injected clock's `monotonic()`. After the last attempt the
 * event is parked.
 */
export const RETRY_DELAYS_MS: readonly number[] = [50, 500, 5_000, 30_000];

/** A dead letter: an event that failed on every attempt. It no longer blocks its key. */
export interface Parked {
  readonly id: string;
  readonly consumer: string;
  readonly event: BusEvent;
  /** Why the last attempt failed. Contains no message body. */
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: EpochMs;
}

export interface Lag {
  /** Events the group has not finished, without parked ones. */
  readonly waiting: number;
  readonly parked: number;
}

export interface Subscription extends AsyncDisposable {
  /** Takes no new events and resolves when those in progress are finished. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Delivers committed events; nothing but `commit` publishes. Any number of processes may subscribe the same consumer. They
 * share its work or take turns, and when one stops or crashes, the others continue.
 *
 * Order: if commit A was answered before commit B began, A's events of a key come before B's. Different keys are handled in
 * parallel. A new group starts with the oldest event that is still kept.
 */
export interface Bus {
  subscribe(consumer: Consumer): Subscription;
  /** The tenant's parked events, newest first, at most 1,000. */
  parked(tenantId: string): Promise<readonly Parked[]>;
  /** Hands a parked event to its consumer again. `false` if there is no such event. */
  replay(tenantId: string, parkedId: string): Promise<boolean>;
  /**
   * Removes the tenant's parked events for which `which` answers true, however many are parked, also those that wait to be handed over
   * again. Answers how many it removed. One that a consumer has in hand at this moment may be parked once more.
   */
  discard(tenantId: string, which: (event: BusEvent) => boolean): Promise<number>;
  /** For a group that was never subscribed, every event still kept counts as waiting. */
  lag(group: ConsumerGroup): Promise<Lag>;
}
