/** Stretches of time as sorted, disjoint pairs `from, until` in one flat list of epoch milliseconds; `until` is outside. */
export type Spans = readonly number[];

/** Sorts, and joins what touches or overlaps; empty and reversed pairs vanish. */
export function joined(pairs: readonly (readonly [number, number])[]): Spans {
  const spans: number[] = [];
  for (const [from, until] of inOrder(pairs)) {
    if (from >= until) continue;
    const last = spans.length - 1;
    if (last > 0 && from <= spans[last]!) spans[last] = Math.max(spans[last]!, until);
    else spans.push(from, until);
  }
  return spans;
}

/** What is in `spans` and not in `holes`. */
export function without(spans: Spans, holes: Spans): Spans {
  if (holes.length === 0) return spans;
  const left: number[] = [];
  let hole = 0;
  for (let i = 0; i < spans.length; i += 2) {
    let from = spans[i]!;
    const until = spans[i + 1]!;
    while (hole < holes.length && holes[hole + 1]! <= from) hole += 2;
    for (let h = hole; h < holes.length && holes[h]! < until; h += 2) {
      if (holes[h]! > from) left.push(from, holes[h]!);
      from = holes[h + 1]!;
    }
    if (from < until) left.push(from, until);
  }
  return left;
}

/** Agendas come sorted, so sorting is the exception. */
function inOrder(pairs: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  for (let i = 1; i < pairs.length; i += 1) if (pairs[i]![0] < pairs[i - 1]![0]) return pairs.toSorted((a, b) => a[0] - b[0]);
  return pairs;
}
