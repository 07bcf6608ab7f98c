import type { NewId } from '#contracts/ids.ts';

/** `id0001`, `id0002` and so on: readable and in order. */
export function countedIds(prefix = 'id'): NewId {
  let n = 0;
  return () => `${prefix}${String((n += 1)).padStart(4, '0')}`;
}
