/**
 * Groups items that share a name, directly or through others, into strands. Strands are independent, so they can run in parallel.
 * Items within a strand keep their order.
 */
export function strandsOf<T>(items: readonly T[], namesOf: (item: T) => readonly string[]): T[][] {
  const parents = new Map<string, string>();
  for (const item of items) {
    const [first, ...others] = namesOf(item);
    for (const other of others) join(first ?? other, other);
  }
  return [...Map.groupBy(items, (item) => rootOf(namesOf(item)[0] ?? '')).values()];

  function join(a: string, b: string): void {
    const [x, y] = [rootOf(a), rootOf(b)];
    if (x !== y) parents.set(y, x);
  }

  function rootOf(name: string): string {
    let root = name;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    // Path compression: the next lookup is shorter.
    for (let at = name; at !== root;) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  }
}
