import type { Collection } from '#contracts/collection.ts';
import type { EpochMs } from '#contracts/clock.ts';
import { type Handle, type Stored, type Write, remove } from '#contracts/store.ts';

const AT_ONCE = 100;

interface Sweepable extends Handle {
  commit(writes: readonly Write[]): Promise<unknown>;
}

/** Removes what has expired, in small batches; what somebody changes meanwhile is left for the next round. */
export async function sweep(handle: Sweepable, collections: readonly Collection<any, any>[], now: EpochMs): Promise<number> {
  let removed = 0;
  for (const collection of collections) {
    const index = Object.entries(collection.indexes as Record<string, readonly string[]>).find(
      ([, fields]) => fields[0] === collection.expires,
    );
    if (!index) continue;
    for (;;) {
      const page = await handle.find(collection, { by: index[0], equals: [], from: 1, until: now, limit: AT_ONCE });
      for (const stored of page.items) await handle.commit([remove(collection, stored as Stored<{ id: string }>)]);
      removed += page.items.length;
      if (page.items.length < AT_ONCE) break;
    }
  }
  return removed;
}
