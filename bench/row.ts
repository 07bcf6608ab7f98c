/** One measured figure. Its bar is a ratio to a floor from the same run, or else a limit on the value. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same measure without Deskbell on the same machine, in the same unit. */
  readonly floor?: number;
  readonly floorName?: string;
  /** Value divided by floor. */
  readonly ratio?: number;
  /** As text: `≤ 23 µs`, `≥ 0.7 × floor`. */
  readonly bar?: string;
  readonly ok?: boolean;
}
