import { availableParallelism } from 'node:os';
import type { Check } from './check.ts';
import type { CrashRun } from './crash.ts';

export interface CrashReport {
  readonly ok: boolean;
  readonly seed: string;
  readonly rounds: number;
  readonly kills: number;
  readonly acknowledged: number;
  readonly sentAgain: number;
  readonly redelivered: number;
  readonly visitors: { readonly came: number; readonly fulfilled: number };
  /** Sends that nothing could settle: listed, and not repeated. */
  readonly unsettled: number;
  readonly ready: {
    readonly ok: boolean;
    readonly barMs: number;
    readonly medianMs: number;
    readonly maxMs: number;
    /** Starts over the bar while a Node that does nothing took so long as well that they say nothing about us. */
    readonly notJudged: number;
    readonly bareMedianMs: number;
    readonly bareMaxMs: number;
  };
  readonly drainSeconds: number;
  readonly checks: readonly {
    readonly what: string;
    readonly of: number;
    readonly broken: number;
    readonly examples: readonly string[];
  }[];
}

const READY_MS = 2_000;
/** A Node that does nothing takes some 50 ms. From here on the machine has no time for anybody. */
const OVERLOADED_MS = 250;
const EXAMPLES = 5;

export function reportOf(run: CrashRun, seed: string, rounds: number): CrashReport {
  const ready = readiness(run);
  return {
    ok: ready.ok && run.checks.every(({ broken }) => broken.length === 0),
    seed,
    rounds,
    kills: run.kills,
    ...run.load,
    visitors: run.visitors,
    unsettled: run.unsettled,
    ready,
    drainSeconds: Math.round(run.drainMs / 100) / 10,
    checks: run.checks.map(({ what, of, broken }: Check) => ({
      what,
      of,
      broken: broken.length,
      examples: broken.slice(0, EXAMPLES),
    })),
  };
}

function readiness({ starts }: CrashRun): CrashReport['ready'] {
  const late = starts.filter(({ readyMs }) => readyMs > READY_MS);
  const excused = late.filter(({ bareMs }) => bareMs > OVERLOADED_MS);
  const ready = starts.map(({ readyMs }) => readyMs);
  const bare = starts.map(({ bareMs }) => bareMs);
  return {
    ok: late.length === excused.length,
    barMs: READY_MS,
    medianMs: median(ready),
    maxMs: Math.round(Math.max(...ready)),
    notJudged: excused.length,
    bareMedianMs: median(bare),
    bareMaxMs: Math.round(Math.max(...bare)),
  };
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
}

export function linesOf(report: CrashReport): readonly string[] {
  const { ready, visitors } = report;
  const count = (value: number) => value.toLocaleString('en');
  const loaded = ready.notJudged > 0 ? `; ${ready.notJudged} slower starts on an overloaded machine are not judged` : '';
  return [
    `${report.kills} kills in ${report.rounds} rounds, seed ${report.seed}`,
    `${count(report.acknowledged)} messages of writers acknowledged; ${count(report.sentAgain)} requests sent again, ${count(report.redelivered)} redelivered`,
    `${visitors.fulfilled} of ${visitors.came} visitors booked, moved, cancelled and booked again`,
    `${count(report.unsettled)} sends without an answer, listed as unsettled; at rest ${report.drainSeconds} s after the last round`,
    '',
    ...report.checks.flatMap(({ what, of, broken, examples }) => [
      `${mark(broken === 0)} ${count(broken).padStart(6)} of ${count(of).padEnd(7)} broken: ${what}`,
      ...examples.map((example) => `       ${example}`),
    ]),
    `${mark(ready.ok)} ready again: median ${ready.medianMs} ms, max ${ready.maxMs} ms (bar ${ready.barMs} ms)${loaded}`,
    `       a Node that does nothing: median ${ready.bareMedianMs} ms, max ${ready.bareMaxMs} ms, on ${availableParallelism()} cores`,
  ];
}

const mark = (ok: boolean): string => (ok ? 'ok  ' : 'FAIL');
