import { QUICK_SHARDS, SLOW, SLOW_SHARDS } from '../later.ts';

/** The shard of a lane: the same in every process and every version, since engines store it. FNV-1a, its bits mixed as in MurmurHash3. */
export function shardOf(tenantId: string, lane: string): number {
  const text = `${tenantId}\0${lane}`;
  let hash = 0x811c9dc5;
  for (let n = 0; n < text.length; n += 1) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  const mixed = (hash ^ (hash >>> 16)) >>> 0;
  return lane.startsWith(SLOW) ? QUICK_SHARDS + (mixed % SLOW_SHARDS) : mixed % QUICK_SHARDS;
}
