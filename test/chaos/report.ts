import { howMany } from '../../src/cli/how-many.ts';
import { type Told, count, linesOf, tenths, toldOf } from '#test/harness/report.ts';
import type { ChaosRun } from './chaos.ts';

export interface ChaosReport extends Told {
  readonly servers: readonly string[];
  readonly leftOut: readonly string[];
  readonly failures: Readonly<Record<string, number>>;
  readonly redeliveries: number;
  readonly failedStarts: number;
  readonly ready: Spread;
  readonly stopped: Spread;
  readonly loadSeconds: number;
}

interface Spread {
  readonly times: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

export function reportOf(run: ChaosRun, about: Pick<ChaosReport, 'seed' | 'servers' | 'leftOut'>): ChaosReport {
  return {
    ...toldOf(run, about.seed),
    ...about,
    failures: Object.fromEntries(run.failures),
    redeliveries: run.redeliveries,
    failedStarts: run.instances.reduce((sum, { failedStarts }) => sum + failedStarts, 0),
    ready: spread(run.instances.flatMap(({ starts }) => starts.map(({ readyMs }) => readyMs))),
    stopped: spread(run.instances.flatMap(({ stops }) => stops.map(({ tookMs }) => tookMs))),
    loadSeconds: tenths(run.loadMs),
  };
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { times: sorted.length, medianMs: Math.round(sorted[sorted.length >> 1] ?? 0), maxMs: Math.round(sorted.at(-1) ?? 0) };
}

export function chaosLines(report: ChaosReport): readonly string[] {
  const { ready, stopped } = report;
  return [
    `On ${report.servers.join(' and ')}, seed ${report.seed}`,
    ...report.leftOut.map((what) => `Not tested: ${what}`),
    '',
    ...Object.entries(report.failures)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, times]) => `${String(times).padStart(6)} × ${name}`),
    '',
    `The load took ${report.loadSeconds} s; the emulators repeat and reorder some of their webhooks, too`,
    `${count(report.redeliveries)} events redelivered, as counted by the instances that ran at the end`,
    `${howMany(ready.times, 'start')}: median ${ready.medianMs} ms, max ${ready.maxMs} ms; ${howMany(report.failedStarts, 'start')} failed while a server was not reachable`,
    `${howMany(stopped.times, 'stop')}: median ${stopped.medianMs} ms, max ${stopped.maxMs} ms`,
    ...linesOf(report),
  ];
}
