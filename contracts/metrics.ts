import { NO_PROPOSAL } from './assistant.ts';

export interface Measure {
  readonly kind: 'counter' | 'gauge' | 'seconds';
  /** Only labels with few values (a channel, a code), never ids. */
  readonly labels: readonly string[];
  readonly help: string;
  /**
   * The possible values of each label, if they are known. Their counters then start at 0, so that the first increment is visible.
   */
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

/** The kinds of requests: webhooks, the API of the pages, the pages themselves, and health with metrics. */
export const FAMILIES = ['webhooks', 'api', 'pages', 'health'] as const;
export type Family = (typeof FAMILIES)[number];

/** Everything that is measured. Names follow the Prometheus convention: counters end in `_total`, durations in `_seconds`. */
export const MEASURES = {
  webhooks_forged_total: {
    kind: 'counter',
    labels: ['channel'],
    help: 'Webhooks with a wrong signature. They are answered 401 and nothing is kept.',
  },
  webhook_changes_total: {
    kind: 'counter',
    labels: ['channel', 'outcome'],
    help: 'Changes received in webhooks. Outcome "again" is a redelivery.',
  },
  webhooks_stray_total: {
    kind: 'counter',
    labels: ['channel', 'reason'],
    help: 'Signed changes that belong to no known number or cannot be parsed. They are kept raw and have no other effect.',
  },
  responses_total: {
    kind: 'counter',
    labels: ['family', 'class'],
    help: 'HTTP responses by status class. "5xx" means that this instance failed. A webhook answered with 5xx was not stored.',
    values: { family: FAMILIES, class: ['2xx', '3xx', '4xx', '5xx'] },
  },
  bus_handle_seconds: { kind: 'seconds', labels: ['consumer'], help: 'Time a consumer takes to handle one event.' },
  bus_redeliveries_total: {
    kind: 'counter',
    labels: ['consumer'],
    help: 'Events delivered to a consumer again, after a failure or an unfinished delivery.',
  },
  bus_parked_total: { kind: 'counter', labels: ['consumer'], help: 'Events parked (dead letters) after their last attempt.' },
  bus_waiting: { kind: 'gauge', labels: ['consumer'], help: 'Backlog: events a consumer has not finished, over all instances.' },
  bus_parked: { kind: 'gauge', labels: ['consumer'], help: 'Events that are parked now, over all instances.' },
  due_late_seconds: {
    kind: 'seconds',
    labels: ['kind'],
    help: 'How late an entry of the due-queue is started. A retry counts from its new time.',
  },
  due_failures_total: {
    kind: 'counter',
    labels: ['kind'],
    help: 'Entries of the due-queue whose handler failed. Each is retried later.',
  },
  ready: { kind: 'gauge', labels: [], help: '1 while this instance is ready for requests, as in /health/ready.' },
  bus_connected: {
    kind: 'gauge',
    labels: [],
    help: '1 while this instance is connected to the bus. While it is 0, webhooks are stored but not handled.',
  },
  assistant_questions_total: {
    kind: 'counter',
    labels: ['outcome'],
    help: 'Messages that the rules were not sure of, by what came of asking the model. "used" and "cached" are proposals that were used; "discarded" ones were impossible.',
    values: {
      outcome: ['used', 'cached', 'discarded', 'over_budget', 'crowded', 'too_long', ...NO_PROPOSAL],
    },
  },
  assistant_seconds: { kind: 'seconds', labels: [], help: 'Time a customer waited for the model.' },
  assistant_tokens_total: {
    kind: 'counter',
    labels: ['kind'],
    help: 'Tokens of the model, as its provider counts them. Kind "input" is without "cached_input".',
    values: { kind: ['input', 'cached_input', 'output'] },
  },
  breakers: {
    kind: 'gauge',
    labels: ['state'],
    help: 'Circuit breakers by state, one per account this instance uses. The worst state of its kinds of calls counts.',
  },
} as const satisfies Readonly<Record<string, Measure>>;

type Named<K extends Measure['kind']> = {
  [N in keyof typeof MEASURES]: (typeof MEASURES)[N]['kind'] extends K ? N : never;
}[keyof typeof MEASURES];
type Labels<N extends keyof typeof MEASURES> = Readonly<Record<(typeof MEASURES)[N]['labels'][number], string>>;

export interface Metrics {
  /** `by` is 1 if left out. */
  count<N extends Named<'counter'>>(name: N, labels: Labels<N>, by?: number): void;
  gauge<N extends Named<'gauge'>>(name: N, labels: Labels<N>, value: number): void;
  time<N extends Named<'seconds'>>(name: N, labels: Labels<N>, seconds: number): void;
}

/** Discards all measurements. */
export const unmeasured: Metrics = { count() {}, gauge() {}, time() {} };
