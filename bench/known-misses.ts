import type { BenchRow } from './row.ts';

export interface KnownMiss {
  /** How the row's name begins. */
  readonly row: string;
  /** The bar stays where the design put it. Past this it is a regression: a ratio to reach, a multiple of the floor, or a value to stay under. */
  readonly notWorse: { readonly ratio: number } | { readonly timesFloor: number } | { readonly value: number };
  readonly why: string;
}

/** Bars that are not met yet. They are printed as missed, and fail the run only when they get worse than this. */
export const KNOWN_MISSES: readonly KnownMiss[] = [
  {
    row: 'durable ingest, embedded',
    notWorse: { ratio: 0.3 },
    why: 'about 85 µs of processor a webhook where 60 would do: docs/decisions/0012-bars-not-met-yet.md',
  },
  {
    row: 'durable ingest at',
    notWorse: { timesFloor: 8 },
    why: 'met on a quiet machine (11.6 ms seen); with senders on the same two cores it depends on what else runs',
  },
  {
    row: 'a backlog of',
    notWorse: { ratio: 0.2 },
    why: 'about 0.47 ms of processor a message for inbox and turn: 13 gets, 5 searches, 3 commits',
  },
  {
    row: 'message to inbox row',
    notWorse: { value: 2_500 },
    why: 'the same 0.47 ms: met on a quiet machine (27.7 ms seen); beside other work 1,000 messages a second leave one thread little room',
  },
];

export function knownMiss(row: BenchRow): KnownMiss | undefined {
  return KNOWN_MISSES.find(({ row: name, notWorse }) => {
    if (!row.name.startsWith(name)) return false;
    if ('timesFloor' in notWorse) return (row.ratio ?? Number.POSITIVE_INFINITY) <= notWorse.timesFloor;
    return 'ratio' in notWorse ? (row.ratio ?? 0) >= notWorse.ratio : row.value <= notWorse.value;
  });
}
