import type { EpochMs } from './clock.ts';
import type { BusEvent, StreamName } from './event.ts';

/** Done, or: not yet, come back after so many milliseconds. Coming back later is no failure, and later events of the key wait. */
export type Handled = void | { readonly againAfterMs: number };

export interface ConsumerGroup {
  /** Each group gets every event of its streams once done, whoever in the group handles it. */
  readonly name: string;
  readonly streams: readonly StreamName[];
}

export interface Consumer extends ConsumerGroup {
  /**
   * Idempotent by event id: an event may come again until its handler has resolved. A rejection is retried after
   * `RETRY_DELAYS_MS`, then parked with its reason. `signal` aborts when the process must stop.
   */
  handle(event: BusEvent, signal: AbortSignal): Promise<Handled>;
}

/** Waits between the attempts at one event, in milliseconds by the clock handed in, however that is set meanwhile; after the last the event is parked. */
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
