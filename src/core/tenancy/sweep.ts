import type { Collection } from '#contracts/collection.ts';
import type { EpochMs } from '#contracts/clock.ts';
import { type CommitOutcome, type Handle, type Stored, type Write, remove } from '#contracts/store.ts';

const AT_ONCE = 100;

interface Sweepable extends Handle {
  commit(writes: readonly Write[]): Promise<CommitOutcome>;
}

/** Removes expired documents in small batches. A document that changes meanwhile is left for the next sweep. */
export async function sweep(handle: Sweepable, collections: readonly Collection<any, any>[], now: EpochMs): Promise<number> {
  let removed = 0;
  for (const collection of collections) {
    const index = Object.entries(collection.indexes as Record<string, readonly string[]>).find(
      ([, fields]) => fields[0] === collection.expires,
    );
    if (!index) continue;
    for (let found = AT_ONCE; found === AT_ONCE;) {
      const page = await handle.find(collection, { by: index[0], equals: [], from: 1, until: now, limit: AT_ONCE });
      const outcomes = await Promise.all(
        page.items.map((stored) => handle.commit([remove(collection, stored as Stored<{ id: string }>)])),
      );
      const gone = outcomes.filter(({ kind }) => kind === 'committed').length;
      removed += gone;
      found = gone === 0 ? 0 : page.items.length;
    }
  }
  return removed;
}
