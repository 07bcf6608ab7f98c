/** Time ranges as sorted, disjoint pairs `from, until` in one flat list of epoch milliseconds. `until` is exclusive. */
export type Spans = readonly number[];

/** Sorts pairs and joins those that touch or overlap. Drops empty and reversed pairs. */
export function unionOf(pairs: readonly number[]): Spans {
  const sorted = inOrder(pairs);
  const spans: number[] = [];
  let end = -Infinity;
  for (let i = 0; i < sorted.length; i += 2) {
    const from = sorted[i]!;
    const until = sorted[i + 1]!;
    if (from >= until) continue;
    if (from > end) spans.push(from, until);
    else if (until > end) spans[spans.length - 1] = until;
    else continue;
    end = until;
  }
  return spans;
}

/** `spans` minus `holes`. */
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

/** Sorts only if needed; agendas are already sorted. */
function inOrder(pairs: readonly number[]): readonly number[] {
  for (let i = 2; i < pairs.length; i += 2) if (pairs[i]! < pairs[i - 2]!) return sorted(pairs);
  return pairs;
}

function sorted(pairs: readonly number[]): readonly number[] {
  const starts = Array.from({ length: pairs.length / 2 }, (_, n) => n * 2);
  return starts.toSorted((a, b) => pairs[a]! - pairs[b]!).flatMap((i) => [pairs[i]!, pairs[i + 1]!]);
}
