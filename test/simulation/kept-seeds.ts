/** Seeds that once broke a promise, and what was wrong. They run first, always. */
export const keptSeeds: readonly { readonly seed: number; readonly because: string }[] = [];
