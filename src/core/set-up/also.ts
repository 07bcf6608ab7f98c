import type { Write } from '#contracts/store.ts';

/** Lines of the caller for the batch of an effect, made of its result: what is kept of the answer, for example. */
export type Also<T> = (result: T) => readonly Write[];

export const nothingElse: Also<unknown> = () => [];
