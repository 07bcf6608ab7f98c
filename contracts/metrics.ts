interface Measure {
  readonly kind: 'counter' | 'gauge' | 'seconds';
  /** Few and bounded (a channel, a code), never ids. */
  readonly labels: readonly string[];
  readonly help: string;
}

/** Everything that is measured. Names end as the field's convention has it: `_total` counts, `_seconds` are durations. */
export const MEASURES = {
  webhooks_forged_total: {
    kind: 'counter',
    labels: ['channel'],
    help: 'Webhooks whose signature does not fit: answered 401, nothing kept.',
  },
  webhook_changes_total: {
    kind: 'counter',
    labels: ['channel', 'outcome'],
    help: 'Changes that webhooks brought; outcome "again" is a redelivery.',
  },
  webhooks_stray_total: {
    kind: 'counter',
    labels: ['channel', 'reason'],
    help: 'Signed changes for a number of nobody here, or that cannot be taken apart: kept raw, without effect.',
  },
  bus_handle_seconds: { kind: 'seconds', labels: ['consumer'], help: 'How long a consumer takes for one event.' },
  bus_redeliveries_total: {
    kind: 'counter',
    labels: ['consumer'],
    help: 'Events handed to a consumer again: it failed, or who had it before did not finish.',
  },
  bus_parked_total: { kind: 'counter', labels: ['consumer'], help: 'Events parked after their last attempt.' },
  bus_waiting: { kind: 'gauge', labels: ['consumer'], help: 'Events that a consumer has not finished, over all instances.' },
  bus_parked: { kind: 'gauge', labels: ['consumer'], help: 'Events that stand parked, over all instances.' },
  ready: { kind: 'gauge', labels: [], help: '1 while this instance is to be sent work, as /health/ready says.' },
  bus_connected: {
    kind: 'gauge',
    labels: [],
    help: '1 while this instance reaches the bus. Without it what comes in is kept, and waits.',
  },
  breakers: {
    kind: 'gauge',
    labels: ['state'],
    help: 'Circuit breakers of the accounts that this instance uses, each by the worst of its kinds of calls.',
  },
} as const satisfies Readonly<Record<string, Measure>>;

type Named<K extends Measure['kind']> = {
  [N in keyof typeof MEASURES]: (typeof MEASURES)[N]['kind'] extends K ? N : never;
}[keyof typeof MEASURES];
type Labels<N extends keyof typeof MEASURES> = Readonly<Record<(typeof MEASURES)[N]['labels'][number], string>>;

export interface Metrics {
  count<N extends Named<'counter'>>(name: N, labels: Labels<N>): void;
  gauge<N extends Named<'gauge'>>(name: N, labels: Labels<N>, value: number): void;
  time<N extends Named<'seconds'>>(name: N, labels: Labels<N>, seconds: number): void;
}

/** For whoever measures nothing. */
export const unmeasured: Metrics = { count() {}, gauge() {}, time() {} };
