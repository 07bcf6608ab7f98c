import type { BenchRow } from './row.ts';

export interface KnownMiss {
  /** How the row's name begins. */
  readonly row: string;
  /** The bar stays where the design put it. A ratio to the floor below this is a regression. */
  readonly atLeast: number;
  readonly why: string;
}

/** Bars that are not met yet. They are printed as missed, and fail the run only when they get worse than this. */
const KNOWN_MISSES: readonly KnownMiss[] = [
  {
    row: 'durable ingest, embedded',
    atLeast: 0.32,
    why: 'about 85 µs of processor a webhook where 60 would do, less since those that arrive together are handled in a row: docs/decisions/0012-bars-not-met-yet.md',
  },
  {
    row: 'durable ingest, MongoDB and NATS',
    atLeast: 0.33,
    why: 'twice the processor and twice the memory of the floor for a webhook; 0.36 and 0.41 on an almost quiet machine: docs/decisions/0012-bars-not-met-yet.md',
  },
  {
    row: 'a backlog of 6000 drains through inbox, dialogue',
    atLeast: 0.25,
    why: 'inbox and turn alone took 0.47 ms of processor a message (13 gets, 5 searches, 3 commits), and crm-sync, audit and analytics are waited for since: docs/decisions/0012-bars-not-met-yet.md',
  },
];

export function knownMiss(row: BenchRow): KnownMiss | undefined {
  return KNOWN_MISSES.find(({ row: name, atLeast }) => row.name.startsWith(name) && (row.ratio ?? 0) >= atLeast);
}
