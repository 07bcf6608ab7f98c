/** One measured figure. A bar is a ratio to a floor measured in the same run where there is one, else a limit on the value. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the same machine does without us, in the same unit. */
  readonly floor?: number;
  readonly floorName?: string;
  /** Value to floor. */
  readonly ratio?: number;
  /** In words: `≤ 23 µs`, `≥ 0.7 × floor`. */
  readonly bar?: string;
  readonly ok?: boolean;
}
