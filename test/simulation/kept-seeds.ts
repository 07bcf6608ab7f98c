/** Seeds that once broke a promise, and what was wrong. They run first, always. */
export const keptSeeds: readonly { readonly seed: number; readonly because: string }[] = [
  { seed: 10, because: 'a receipt was kept for later just as the answer to its send was written, and never joined' },
  { seed: 144, because: 'the same, at another moment' },
];
