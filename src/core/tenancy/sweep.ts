import type { Collection } from '#contracts/collection.ts';
import type { EpochMs } from '#contracts/clock.ts';
import type { Expired, Expiring } from '#contracts/expiring.ts';
import type { CommitOutcome, Store } from '#contracts/store.ts';

const AT_ONCE = 100;

/**
 * Removes what has expired, of all tenants, in small batches; what somebody changes meanwhile is left for the next round. A tenant whose
 * documents cannot be removed is told of and left out, and the others go on.
 */
export async function sweep(
  store: Store,
  expiring: Expiring,
  collection: Collection<any, any>,
  now: EpochMs,
  failed: (error: unknown) => void,
): Promise<number> {
  const leftOut = new Set<string>();
  let removed = 0;
  for (;;) {
    const found = await expiring.expired(collection, now, AT_ONCE, [...leftOut]);
    const outcomes = await Promise.allSettled(found.map((one) => removal(store, collection, one)));
    const known = leftOut.size;
    let gone = 0;
    for (const [n, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') gone += outcome.value.kind === 'committed' ? 1 : 0;
      else {
        failed(outcome.reason);
        leftOut.add(found[n]?.tenantId ?? PLATFORM);
      }
    }
    removed += gone;
    if (found.length < AT_ONCE || (gone === 0 && leftOut.size === known)) return removed;
  }
}

/** No tenant's name. */
const PLATFORM = '';

function removal(store: Store, collection: Collection<any, any>, { tenantId, id, version }: Expired): Promise<CommitOutcome> {
  const handle = tenantId === undefined ? store.platform : store.tenant(tenantId);
  return handle.commit([{ kind: 'remove', collection, id, version }]);
}
