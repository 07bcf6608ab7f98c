import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type Measure, MEASURES, type Metrics } from '#contracts/metrics.ts';
import { type Sums, sums } from './sums.ts';

const PREFIX = 'deskbell_';
/** Histogram buckets. They go up to 10 s, because a handler may wait for a provider. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of this process. */
export interface Counts extends Metrics {
  /** All metrics in the Prometheus text format. */
  text(): Promise<string>;
  readonly type: string;
  /** Removes a gauge's values for all labels, because they are unknown now. */
  forget(name: 'bus_waiting' | 'bus_parked'): void;
  /** Counters that are not 0, by name and labels, as `name{label="value"}`. */
  read(): Promise<Readonly<Record<string, number>>>;
}

export function counts(): Counts {
  const registry = new Registry();
  const counters = new Map<string, Counted>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  for (const [name, { kind, labels, help, values }] of Object.entries<Measure>(MEASURES)) {
    const shape = { name: PREFIX + name, help, labelNames: [...labels], registers: [registry] };
    if (kind === 'counter') counters.set(name, counted(shape, sums({ labels, values })));
    else if (kind === 'gauge') gauges.set(name, new Gauge(shape));
    else histograms.set(name, new Histogram({ ...shape, buckets: SECONDS }));
  }

  return {
    count: (name, labels, by) => counters.get(name)?.sums.add(labels, by),
    gauge: (name, labels, value) => gauges.get(name)?.set(labels, value),
    time: (name, labels, seconds) => histograms.get(name)?.observe(labels, seconds),
    forget: (name) => gauges.get(name)?.reset(),
    type: registry.contentType,
    async text() {
      // Node's own metrics have a small constant cost, so they are only collected once /metrics is requested.
      if (!registry.getSingleMetric('process_cpu_seconds_total')) collectDefaultMetrics({ register: registry });
      return registry.metrics();
    },
    async read() {
      const found = await Promise.all(
        [...counters].map(async ([name, { counter }]) =>
          (await counter.get()).values
            .filter(({ value }) => value > 0)
            .map(({ labels, value }) => [named(name, labels), value] as const),
        ),
      );
      return Object.fromEntries(found.flat());
    },
  };
}

interface Counted {
  readonly counter: Counter;
  readonly sums: Sums;
}

function counted(shape: ConstructorParameters<typeof Counter>[0], summed: Sums): Counted {
  const counter = new Counter({
    ...shape,
    collect() {
      for (const [labels, added] of summed.take()) counter.inc(labels, added);
    },
  });
  return { counter, sums: summed };
}

function named(name: string, labels: Readonly<Record<string, string | number | undefined>>): string {
  const inside = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return inside.length === 0 ? name : `${name}{${inside.join(',')}}`;
}
