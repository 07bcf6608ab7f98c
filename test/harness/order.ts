import type { Passage } from './evidence.ts';

/** Something that followed from a message: where it came in its own order, and how the message reached the app. */
export interface Followed {
  readonly id: string;
  readonly passage: Passage | undefined;
  /** Those that came earlier have a lower rank. */
  readonly rank: number;
}

/**
 * Those that came before what had to come first. Of two messages the one that was acknowledged before the other was presented comes
 * first; of two in one request, the one that stands first. Of others either order is right. `said` is in the order of saying.
 */
export function early(said: readonly Followed[]): readonly string[] {
  const known = said.flatMap(({ passage, ...one }) => (passage ? [{ ...one, ...passage }] : []));
  const together = [...Map.groupBy(known, ({ request }) => request).values()].flatMap((some) =>
    some.filter(({ rank }, n) => some.slice(0, n).some((before) => before.rank > rank)),
  );
  const byPresented = known.toSorted((a, b) => a.presented - b.presented);
  const byAcknowledged = known
    .flatMap(({ rank, acknowledged }) => (acknowledged === undefined ? [] : [{ rank, acknowledged }]))
    .toSorted((a, b) => a.acknowledged - b.acknowledged);
  let latest = -Infinity;
  let passed = 0;
  const overtaking = byPresented.filter(({ presented, rank }) => {
    for (let next = byAcknowledged[passed]; next && next.acknowledged < presented; next = byAcknowledged[passed]) {
      latest = Math.max(latest, next.rank);
      passed += 1;
    }
    return rank < latest;
  });
  return [...new Set([...together, ...overtaking].map(({ id }) => id))];
}
