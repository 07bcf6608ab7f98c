import type { Log } from '#contracts/log.ts';
import { asStoreFailure, codeOf, conflicting, happenedIn, passing } from './failure.ts';

const ATTEMPTS = 3;

export interface Again {
  readonly log: Log;
  readonly random: () => number;
}

/** Waits in real time, because an election does not end when a test moves its clock. */
export function pause(attempt: number, random: () => number): Promise<void> {
  const most = Math.min(5 * 2 ** attempt, 200);
  return new Promise((resolve) => setTimeout(resolve, most / 4 + (most * 3 * random()) / 4));
}

export interface Answered<T> {
  readonly answer: T;
  /** An earlier attempt may have been applied, so a refusal may be caused by our own write. */
  readonly doubtful: boolean;
}

/**
 * Retries a write. Every attempt has the same condition (a version, a new id), so at most one of them can be applied.
 * @throws StoreFailure, which says whether one may have been applied
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
