export function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}

/** Three significant digits. More would be noise. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}
