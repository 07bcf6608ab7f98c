import type { CommitOutcome } from '#contracts/store.ts';

/**
 * Reads "the key is taken" as "somebody was faster": for documents that two writers may both find missing and insert.
 * The next attempt finds the other's document. `result` is what a committed batch means to the caller.
 */
export function raced<R>(outcome: CommitOutcome, result: R): R | { readonly kind: 'stale' } {
  return outcome.kind === 'committed' ? result : { kind: 'stale' };
}
