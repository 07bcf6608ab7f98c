import type { CommitOutcome } from '#contracts/store.ts';

/**
 * Treats `taken` as `stale`, for documents that two writers may both find missing and insert. The next attempt finds the other
 * writer's document. `result` is returned for a committed batch.
 */
export function raced<R>(outcome: CommitOutcome, result: R): R | { readonly kind: 'stale' } {
  return outcome.kind === 'committed' ? result : { kind: 'stale' };
}
