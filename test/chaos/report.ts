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
    ...report.leftOut.map((what) => `Left out: ${what}`),
    '',
    ...Object.entries(report.deeds)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, times]) => `${String(times).padStart(6)} × ${name}`),
    '',
    `${count(load.acknowledged)} messages of writers acknowledged in ${report.loadSeconds} s, at rest ${report.drainSeconds} s later`,
    `${count(load.sentAgain)} webhooks sent again, ${count(load.doubled)} doubled, ${count(load.overtaken)} overtaken by later ones; those of the emulators likewise`,
    `${count(report.redeliveries)} events handed over again by the instances of the end`,
    `${visitors.fulfilled} of ${visitors.came} visitors booked, moved, cancelled and booked again`,
    `${count(report.unsettled)} sends without an answer, listed as unsettled`,
    `ready ${ready.times} times: median ${ready.medianMs} ms, max ${ready.maxMs} ms; ${report.failedStarts} starts failed while a server was out of reach`,
    `stopped ${stopped.times} times: median ${stopped.medianMs} ms, max ${stopped.maxMs} ms`,
    '',
    ...report.checks.flatMap(({ what, of, broken, examples }) => [
      `${broken === 0 ? 'ok  ' : 'FAIL'} ${count(broken).padStart(6)} of ${count(of).padEnd(7)} broken: ${what}`,
      ...examples.map((example) => `       ${example}`),
    ]),
  ];
}
