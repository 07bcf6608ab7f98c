/** Concurrent calls with the same key share one call and its result, including a failure. Nothing is cached afterwards. */
export function shared<A extends readonly unknown[], R>(
  nameOf: (...given: A) => string,
  run: (...given: A) => Promise<R>,
): (...given: A) => Promise<R> {
  const underWay = new Map<string, Promise<R>>();
  return (...given) => {
    const name = nameOf(...given);
    const known = underWay.get(name);
    if (known) return known;
    const mine = run(...given).finally(() => underWay.delete(name));
    underWay.set(name, mine);
    return mine;
  };
}
