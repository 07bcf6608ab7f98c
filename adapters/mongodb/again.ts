import type { Log } from '#contracts/log.ts';
import { asStoreFailure, codeOf, conflicting, happenedIn, passing } from './failure.ts';

const ATTEMPTS = 3;

export interface Again {
  readonly log: Log;
  readonly random: () => number;
}

/** Real time, for what servers decide: an election is not over when a test moves its clock. */
export function pause(attempt: number, random: () => number): Promise<void> {
  const most = Math.min(5 * 2 ** attempt, 200);
  return new Promise((resolve) => setTimeout(resolve, most / 4 + (most * 3 * random()) / 4));
}

export interface Answered<T> {
  readonly answer: T;
  /** An attempt before this one may have been applied: a refusal may be the echo of our own write. */
  readonly doubtful: boolean;
}

/**
 * Repeats a write that each attempt makes on the same condition (a version, an id that is new), so that at most one of
 * them can be applied. @throws StoreFailure that says whether one may have been.
 */
export async function repeated<T>({ log, random }: Again, attempt: () => Promise<T>): Promise<Answered<T>> {
  let doubtful = false;
  for (let n = 1; ; n += 1)
    try {
      return { answer: await attempt(), doubtful };
    } catch (error) {
      if (happenedIn(error) === 'unknown') doubtful = true;
      if (n === ATTEMPTS || !(passing(error) || conflicting(error))) throw asStoreFailure(error, doubtful ? 'unknown' : 'no');
      log.warn('mongodb: a write is repeated', { attempt: n, code: codeOf(error), doubtful });
      await pause(n, random);
    }
}
