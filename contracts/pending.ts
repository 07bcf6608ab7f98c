import type { BusEvent } from './event.ts';

/** A committed event that is not yet on the bus, and the place where the store keeps it until then. */
export interface PendingEvent {
  readonly event: BusEvent;
  /** Belongs to the store: handed back as it came. */
  readonly place: string;
}

/**
 * Committed events on their way from a store to a bus of another system. Whoever publishes takes, publishes each key in
 * the order given (a key's next event only when the one before is acknowledged, or in one stream that keeps the order), and
 * says what was acknowledged. Two that publish at once, or a crash in between, publish an event again but never out of
 * order the first time; tenant and event id together deduplicate.
 */
export interface Pending {
  /**
   * The oldest, in the order to publish: if commit A was answered before commit B began, A's events come before B's,
   * whichever process wrote them, and none of A's is still to come once one of B's was given. Whole batches, so `most` may be
   * exceeded by one. What is not marked as published comes again with the next call. Empty when nothing is pending.
   */
  take(most: number): Promise<readonly PendingEvent[]>;
  /** These are on the bus, in whichever order they were acknowledged: they are not given again. */
  published(events: readonly PendingEvent[]): Promise<void>;
  /** How many wait, by stream. Counts what was committed before the call, and costs no more than it takes to count. */
  count(): Promise<ReadonlyMap<string, number>>;
  /**
   * Calls `wake` after each commit of this process that carried events. Commits of other processes, and what a crash left
   * behind, are found by the next `take`. The answer ends it.
   */
  whenCommitted(wake: () => void): () => void;
}
