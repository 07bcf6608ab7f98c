import { z } from 'zod';

/** Milliseconds since 1970-01-01T00:00Z: the form in which records, events and ports carry an instant. */
export type EpochMs = number;
export const epochMs = z.int().nonnegative();

/** Handed in wherever time matters. The sandbox and the tests hand in one that can be moved forward. */
export interface Clock {
  now(): EpochMs;
  /**
   * Resolves once `now()` has reached `at`, at once if it has already; also when a test moves the clock past it.
   * Resolves early, without an error, when `signal` aborts: the caller looks at the signal.
   */
  until(at: EpochMs, signal?: AbortSignal): Promise<void>;
}
