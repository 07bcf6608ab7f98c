import { z } from 'zod';

/** Milliseconds since 1970-01-01T00:00Z: the form in which records, events and ports carry an instant. */
export type EpochMs = number;
export const epochMs = z.int().nonnegative();

/** Handed in wherever time matters. The sandbox and the tests hand in one that can be moved forward. */
export interface Clock {
  /** For points in time only. People and time servers set it, so it may jump, also backwards. */
  now(): EpochMs;
  /**
   * Milliseconds since some moment, for durations: it only rises, whatever is done to `now()`. The difference of two readings in one
   * process is all it means. It may stand still while the machine sleeps.
   */
  monotonic(): number;
  /**
   * Resolves once `monotonic()` has risen by `ms`; also when the sandbox or a test moves the clock forward. Resolves early, without an
   * error, when `signal` aborts: the caller looks at the signal.
   */
  after(ms: number, signal?: AbortSignal): Promise<void>;
}
