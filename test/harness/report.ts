import { howMany } from '../../src/cli/how-many.ts';
import type { Check } from './check.ts';
import type { Start } from './app-process.ts';
import type { LoadCounts } from './load.ts';

/** What every run tells, whatever it did to the instances. */
export interface Told {
  readonly ok: boolean;
  readonly seed: string;
  readonly load: LoadCounts;
  readonly visitors: VisitorCounts;
  /** Sends that nothing could settle: listed, and not repeated. */
  readonly unsettled: number;
  readonly drainSeconds: number;
  readonly checks: readonly Judged[];
}

export interface VisitorCounts {
  readonly came: number;
  readonly fulfilled: number;
}

export interface Judged {
  readonly what: string;
  readonly of: number;
  readonly broken: number;
  readonly examples: readonly string[];
}

/** Of a run. */
export interface Ran {
  readonly load: LoadCounts;
  readonly visitors: VisitorCounts;
  readonly unsettled: number;
  readonly drainMs: number;
  readonly checks: readonly Check[];
}

const EXAMPLES = 5;

export function toldOf({ load, visitors, unsettled, drainMs, checks }: Ran, seed: string): Told {
  return {
    ok: isKept(checks),
    seed,
    load,
    visitors,
    unsettled,
    drainSeconds: tenths(drainMs),
    checks: judgedIn(checks),
  };
}

export function isKept(checks: readonly Check[]): boolean {
  return checks.every(({ broken }) => broken.length === 0);
}

export function judgedIn(checks: readonly Check[]): readonly Judged[] {
  return checks.map(({ what, of, broken }) => ({ what, of, broken: broken.length, examples: broken.slice(0, EXAMPLES) }));
}

export function linesOf({ load, visitors, unsettled, drainSeconds, checks }: Told): readonly string[] {
  return [
    `${count(load.acknowledged)} messages of the writers acknowledged; ${count(load.sentAgain)} requests retried, ${count(load.doubled)} delivered twice, ${count(load.overtaken)} overtaken`,
    `${visitors.fulfilled} of ${visitors.came} visitors booked, moved, cancelled and booked again`,
    `${count(unsettled)} sends unsettled; all work finished ${drainSeconds} s after the end of the load`,
    '',
    ...checkLines(checks),
  ];
}

export function checkLines(checks: readonly Judged[]): readonly string[] {
  return checks.flatMap(({ what, of, broken, examples }) => [
    `${mark(broken === 0)} ${count(broken).padStart(6)} of ${count(of).padEnd(7)} broken: ${what}`,
    ...examples.map((example) => `       ${example}`),
  ]);
}

/** A start is late if it took longer than this for another reason than that no processor was free. */
const READY_MS = 2_000;

export function readiness(starts: readonly Start[]): { readonly check: Check; readonly line: string } {
  const late = starts.filter(({ readyMs }) => readyMs > READY_MS);
  const own = late.filter(({ readyMs, waitedMs }) => readyMs - waitedMs > READY_MS);
  const sorted = starts.map(({ readyMs }) => Math.round(readyMs)).toSorted((a, b) => a - b);
  const waited = Math.round(Math.max(...starts.map(({ waitedMs }) => waitedMs)));
  const busy = late.length - own.length;
  const excuse = busy > 0 ? `; ${howMany(busy, 'start')} missed the bar only because no processor was free` : '';
  return {
    check: {
      what: `instances are ready within ${READY_MS} ms of a start`,
      of: starts.length,
      broken: own.map(({ readyMs }) => `${Math.round(readyMs)} ms`),
    },
    line: `ready after a start: median ${sorted[sorted.length >> 1]} ms, max ${sorted.at(-1)} ms; one waited up to ${waited} ms for a processor${excuse}`,
  };
}

export const count = (value: number): string => value.toLocaleString('en');
export const tenths = (ms: number): number => Math.round(ms / 100) / 10;
const mark = (ok: boolean): string => (ok ? 'ok  ' : 'FAIL');
