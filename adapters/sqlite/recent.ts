import type { BusEvent } from '#contracts/event.ts';

/** Enough for groups that keep pace with each other; one far behind reads for itself. */
const KEPT = 1_000;
/** A larger one is read again: what is kept here must stay small. */
const LONGEST = 10_000;

/** Events as they were parsed last, by position: all groups read the same event within moments. Nobody may change it. */
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
