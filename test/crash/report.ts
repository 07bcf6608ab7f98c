import { howMany } from '../../src/cli/how-many.ts';
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
    /** Over the bar only because no processor was free for so long: on a machine that is busy with something else. */
    readonly excused: number;
    /** The longest wait for a processor during a start. */
    readonly maxWaitMs: number;
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
  const excused = late.filter(({ readyMs, waitedMs }) => readyMs - waitedMs <= READY_MS);
  const ready = starts.map(({ readyMs }) => readyMs);
  return {
    ok: late.length === excused.length,
    barMs: READY_MS,
    medianMs: median(ready),
    maxMs: Math.round(Math.max(...ready)),
    excused: excused.length,
    maxWaitMs: Math.round(Math.max(...starts.map(({ waitedMs }) => waitedMs))),
  };
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
}

export function linesOf(report: CrashReport): readonly string[] {
  const { ready, visitors } = report;
  const count = (value: number) => value.toLocaleString('en');
  const excuse =
    ready.excused > 0
      ? [
          `       ${howMany(ready.excused, 'start')} missed the bar only because no processor was free: this machine is busy with something else`,
        ]
      : [];
  return [
    `${howMany(report.kills, 'kill')} in ${howMany(report.rounds, 'round')}, seed ${report.seed}`,
    `${count(report.acknowledged)} messages of the writers acknowledged; ${count(report.sentAgain)} requests retried, ${count(report.redelivered)} delivered twice`,
    `${visitors.fulfilled} of ${visitors.came} visitors booked, moved, cancelled and booked again`,
    `${count(report.unsettled)} sends unsettled; all work finished ${report.drainSeconds} s after the last round`,
    '',
    ...report.checks.flatMap(({ what, of, broken, examples }) => [
      `${mark(broken === 0)} ${count(broken).padStart(6)} of ${count(of).padEnd(7)} broken: ${what}`,
      ...examples.map((example) => `       ${example}`),
    ]),
    `${mark(ready.ok)} ready after a kill: median ${ready.medianMs} ms, max ${ready.maxMs} ms (bar ${ready.barMs} ms); a start waited up to ${ready.maxWaitMs} ms for a processor`,
    ...excuse,
  ];
}

const mark = (ok: boolean): string => (ok ? 'ok  ' : 'FAIL');
