import type { BusEvent } from './event.ts';

/** A committed event that is not on the bus yet. */
export interface PendingEvent {
  readonly event: BusEvent;
  /** Where the store keeps the event. Opaque: hand it back unchanged. */
  readonly place: string;
}

/**
 * The outbox: committed events that must still be published to a bus outside the store. A publisher calls `take`, publishes the
 * events of each key in the order given (the next one only when the one before is acknowledged, or in one stream that keeps
 * the order), and calls `published` for those acknowledged. A crash, or two publishers at once, can publish an event twice, but
 * never out of order the first time. Tenant and event id together deduplicate.
 */
export interface Pending {
  /**
   * Returns the oldest pending events, in the order to publish. If commit A was answered before commit B began, all of A's events
   * come before any of B's, whichever process wrote them. Batches are returned whole, so the last one may exceed `most`. Events
   * not marked as published are returned again by the next call. Empty when nothing is pending.
   */
  take(most: number): Promise<readonly PendingEvent[]>;
  /** Marks events as published, in any order. They are not returned again. */
  published(events: readonly PendingEvent[]): Promise<void>;
  /** Number of pending events by stream, including everything committed before the call. */
  count(): Promise<ReadonlyMap<string, number>>;
  /**
   * Calls `wake` after each commit of this process that has events. Events of other processes, and those left by a crash, are
   * found by the next `take`. Returns a function that unsubscribes.
   */
  whenCommitted(wake: () => void): () => void;
}
