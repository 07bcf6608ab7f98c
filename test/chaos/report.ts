import { howMany } from '../../src/cli/how-many.ts';
import type { ChaosRun } from './chaos.ts';

export interface ChaosReport {
  readonly ok: boolean;
  readonly seed: string;
  readonly servers: readonly string[];
  readonly leftOut: readonly string[];
  readonly deeds: Readonly<Record<string, number>>;
  readonly load: ChaosRun['load'];
  readonly visitors: ChaosRun['visitors'];
  readonly unsettled: number;
  readonly redeliveries: number;
  readonly failedStarts: number;
  readonly ready: { readonly times: number; readonly medianMs: number; readonly maxMs: number };
  readonly stopped: { readonly times: number; readonly medianMs: number; readonly maxMs: number };
  readonly loadSeconds: number;
  readonly drainSeconds: number;
  readonly checks: readonly {
    readonly what: string;
    readonly of: number;
    readonly broken: number;
    readonly examples: readonly string[];
  }[];
}

const EXAMPLES = 5;

export function reportOf(run: ChaosRun, about: Pick<ChaosReport, 'seed' | 'servers' | 'leftOut'>): ChaosReport {
  return {
    ok: run.checks.every(({ broken }) => broken.length === 0),
    ...about,
    deeds: Object.fromEntries(run.deeds),
    load: run.load,
    visitors: run.visitors,
    unsettled: run.unsettled,
    redeliveries: run.redeliveries,
    failedStarts: run.instances.reduce((sum, { failedStarts }) => sum + failedStarts, 0),
    ready: spread(run.instances.flatMap(({ starts }) => starts.map(({ readyMs }) => readyMs))),
    stopped: spread(run.instances.flatMap(({ stops }) => stops.map(({ tookMs }) => tookMs))),
    loadSeconds: Math.round(run.loadMs / 1_000),
    drainSeconds: Math.round(run.drainMs / 1_000),
    checks: run.checks.map(({ what, of, broken }) => ({ what, of, broken: broken.length, examples: broken.slice(0, EXAMPLES) })),
  };
}

function spread(values: readonly number[]): ChaosReport['ready'] {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    times: sorted.length,
    medianMs: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    maxMs: Math.round(sorted.at(-1) ?? 0),
  };
}

export function linesOf(report: ChaosReport): readonly string[] {
  const { load, visitors, ready, stopped } = report;
  const count = (value: number) => value.toLocaleString('en');
  return [
    `On ${report.servers.join(' and ')}, seed ${report.seed}`,
    ...report.leftOut.map((what) => `Not tested: ${what}`),
    '',
    ...Object.entries(report.deeds)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, times]) => `${String(times).padStart(6)} × ${name}`),
    '',
    `${count(load.acknowledged)} messages of the writers acknowledged in ${report.loadSeconds} s; all work finished ${report.drainSeconds} s later`,
    `${count(load.sentAgain)} webhooks retried, ${count(load.doubled)} sent twice, ${count(load.overtaken)} sent out of order; the emulators repeat and reorder some of theirs too`,
    `${count(report.redeliveries)} events redelivered, as counted by the instances that ran at the end`,
    `${visitors.fulfilled} of ${visitors.came} visitors booked, moved, cancelled and booked again`,
    `${count(report.unsettled)} sends unsettled`,
    `${howMany(ready.times, 'start')}: median ${ready.medianMs} ms, max ${ready.maxMs} ms; ${howMany(report.failedStarts, 'start')} failed while a server was not reachable`,
    `${howMany(stopped.times, 'stop')}: median ${stopped.medianMs} ms, max ${stopped.maxMs} ms`,
    '',
    ...report.checks.flatMap(({ what, of, broken, examples }) => [
      `${broken === 0 ? 'ok  ' : 'FAIL'} ${count(broken).padStart(6)} of ${count(of).padEnd(7)} broken: ${what}`,
      ...examples.map((example) => `       ${example}`),
    ]),
  ];
}
