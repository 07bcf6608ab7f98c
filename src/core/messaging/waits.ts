import type { EpochMs } from '#contracts/clock.ts';

/** What is sent through an account that is paused, or from a number without one, is looked at again after this. */
export const ACCOUNT_WAIT_MS = 30_000;

/** A message that is not sent yet, and why: a failure code of ours. */
export interface Waits {
  readonly againAt: EpochMs;
  readonly why: string;
}

/** The one place where a send that cannot leave yet says so. It keeps its place in its conversation. */
export function waits(until: EpochMs, why: string): Waits {
  return { againAt: until, why };
}
