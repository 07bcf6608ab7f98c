/**
 * How many events of each queue go into one slice: from the front of the first queue as many as fit, then from the next. A queue whose
 * events go alone gives one.
 */
export function portions(
  waiting: readonly { readonly length: number; readonly alone: number }[],
  most: number,
): readonly number[] {
  let room = most;
  return waiting.map(({ length, alone }) => {
    const count = Math.min(alone > 0 ? 1 : length, room);
    room -= count;
    return count;
  });
}
