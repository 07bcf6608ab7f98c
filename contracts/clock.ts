import { z } from 'zod';

/** Milliseconds since 1970-01-01T00:00Z. Records, events and ports store instants in this form. */
export type EpochMs = number;
export const epochMs = z.int().nonnegative();

/** Injected wherever time matters. The sandbox and the tests use clocks that can be moved forward. */
export interface Clock {
  /** For points in time only. The system clock can be set, so it may jump, also backwards. */
  now(): EpochMs;
  /**
   * Milliseconds since an arbitrary moment, for durations. It never goes back, even if the system clock is set. Only the
   * difference of two readings in one process has a meaning. It may stop while the machine sleeps.
   */
  monotonic(): number;
  /**
   * Resolves once `monotonic()` has risen by `ms`, also if the sandbox or a test moves the clock forward. When `signal` aborts it
   * resolves early, without an error, so check the signal.
   */
  after(ms: number, signal?: AbortSignal): Promise<void>;
}
