import type { BenchRow } from './row.ts';

/** Noise between two runs on a quiet machine. A bar is missed only if it is missed by more. */
export const NOISE = 0.05;

type Verdict = Required<Pick<BenchRow, 'bar' | 'ok'>>;

export function atLeast(wanted: number, ratio: number): Verdict {
  return { bar: `≥ ${wanted} × floor`, ok: ratio >= wanted * (1 - NOISE) };
}

export function atMost(limit: number, unit: string, value: number): Verdict {
  return { bar: `≤ ${limit} ${unit}`, ok: value <= limit * (1 + NOISE) };
}

/** The value below which `share` of an ascending list lies. */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN;
}
