import type { ConsumerGroup } from '#contracts/bus.ts';

/** Which rows of the log a group reads, as a condition on `events` and its values. */
export function readBy({ streams, kinds }: ConsumerGroup): { readonly where: string; readonly values: readonly string[] } {
  const ofStream = `stream IN (${streams.map(() => '?').join(', ')})`;
  if (kinds === 'all') return { where: ofStream, values: streams };
  return { where: `${ofStream} AND kind IN (${kinds.map(() => '?').join(', ')})`, values: [...streams, ...kinds] };
}
