import type { MetricLabels, Metrics } from '#contracts/metrics.ts';

/** Metrics of this process, in memory, to be read by name. */
export interface Counts extends Metrics {
  read(): Readonly<Record<string, number>>;
}

export function counts(): Counts {
  const values = new Map<string, number>();
  const add = (name: string, by: number) => values.set(name, (values.get(name) ?? 0) + by);
  return {
    count: (name, labels, by = 1) => add(named(name, labels), by),
    gauge: (name, value, labels) => values.set(named(name, labels), value),
    time(name, seconds, labels) {
      add(named(`${name}_sum`, labels), seconds);
      add(named(`${name}_count`, labels), 1);
    },
    read: () => Object.fromEntries([...values].toSorted(([a], [b]) => a.localeCompare(b))),
  };
}

function named(name: string, labels: MetricLabels = {}): string {
  const inside = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return inside.length === 0 ? name : `${name}{${inside.join(',')}}`;
}
