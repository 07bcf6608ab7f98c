/** Labels are few and bounded (a channel, a code), never ids. */
export type MetricLabels = Readonly<Record<string, string>>;

export interface Metrics {
  count(name: string, labels?: MetricLabels, by?: number): void;
  gauge(name: string, value: number, labels?: MetricLabels): void;
  /** `seconds`, as the field's convention has it. */
  time(name: string, seconds: number, labels?: MetricLabels): void;
}
