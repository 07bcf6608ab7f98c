import type { BusEvent } from '#contracts/event.ts';

/** Enough for groups at about the same position. A group far behind reads from disk. */
const KEPT = 1_000;
/** Larger events are not cached. */
const LONGEST = 10_000;

/** A cache of parsed events by position, because all groups read the same event at about the same time. Events must not be modified. */
export interface Recent {
  get(position: number): BusEvent | undefined;
  keep(position: number, event: BusEvent, length: number): void;
}

export function recentEvents(): Recent {
  const kept = new Map<number, BusEvent>();
  return {
    get: (position) => kept.get(position),
    keep(position, event, length) {
      if (length > LONGEST) return;
      kept.set(position, event);
      if (kept.size <= KEPT) return;
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        return;
      }
    },
  };
}
