import type { Promised } from '#test/harness/check.ts';

/** Where these promises are broken. A seed need not have anything to look at. */
export function lookedFor<E>(promises: readonly Promised<E>[], evidence: E): readonly string[] {
  return promises.flatMap(({ what, look }) => look(evidence).broken.map((where) => `${what}: ${where}`));
}
