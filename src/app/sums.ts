import type { Measure } from '#contracts/metrics.ts';

type Labels = Readonly<Record<string, string>>;

export interface Sums {
  /** `by` is 1 if left out. */
  add(labels: Labels, by?: number): void;
  /**
   * The amounts added since the last call, by labels. If all label values are known, every combination is included, also those
   * with 0.
   */
  take(): Iterable<readonly [labels: Labels, added: number]>;
}

/**
 * Sums up increments between two reads. Every request counts, so counting must be cheap; the library's counters are only updated
 * when they are read.
 */
export function sums({ labels: names, values }: Pick<Measure, 'labels' | 'values'>): Sums {
  const kept = new Map<string, { readonly labels: Labels; added: number }>();

  function entry(labels: Labels) {
    let key = '';
    for (const name of names) key += `${labels[name]}\n`;
    const known = kept.get(key);
    if (known) return known;
    const made = { labels, added: 0 };
    kept.set(key, made);
    return made;
  }

  if (values) for (const labels of combined(names, values)) entry(labels);
  return {
    add(labels, by = 1) {
      entry(labels).added += by;
    },
    *take() {
      for (const one of kept.values()) {
        yield [one.labels, one.added];
        one.added = 0;
      }
    },
  };
}

function combined(names: readonly string[], values: NonNullable<Measure['values']>): readonly Labels[] {
  return names.reduce<readonly Labels[]>(
    (some, name) => some.flatMap((one) => (values[name] ?? []).map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}
