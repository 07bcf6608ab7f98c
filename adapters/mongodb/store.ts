import type { NewEvent } from '#contracts/event.ts';
import { checkedBatch, type Batch } from '#contracts/store-rules/batch.ts';
import { invalid, type Declared } from '#contracts/store-rules/document.ts';
import { checkedTenant, PLATFORM } from '#contracts/store-rules/tenant.ts';
import type { CommitOutcome, Handle, Store, Write } from '#contracts/store.ts';
import { commitBatch, type CommitParts } from './commit.ts';
import { asStoreFailure } from './failure.ts';
import { findPage, getOne } from './find.ts';
import type { GetRow } from './get-groups.ts';
import type { Place } from './row.ts';

export interface StoreParts extends CommitParts {
  readonly places: ReadonlyMap<string, Place>;
  readonly getRow: GetRow;
  /** Called after a commit that has events. */
  readonly committed: () => void;
  /** Called after each commit. */
  readonly written: (batch: Batch<Place>) => void;
}

export function mongoStore(parts: StoreParts): Store {
  return {
    tenant(id) {
      const tenantId = checkedTenant(id);
      return { tenantId, ...handle(parts, 'tenant', tenantId) };
    },
    platform: handle(parts, 'platform', PLATFORM),
  };
}

type Committing = Handle & { commit(writes: readonly Write[], events?: readonly NewEvent[]): Promise<CommitOutcome> };

function handle(parts: StoreParts, scope: Declared['scope'], tenant: string): Committing {
  const { connection, getRow, places, committed, written } = parts;

  function placeFor(collection: Declared): Place {
    const place = places.get(collection.name);
    if (!place) throw invalid(`collection "${collection.name}" is not declared`);
    if (place.collection.scope !== scope) throw invalid(`collection "${collection.name}" cannot be used with a ${scope} handle`);
    return place;
  }

  return {
    get: (collection, id) =>
      read(async () => {
        const place = placeFor(collection);
        return typeof id === 'string' && id.isWellFormed() ? getOne(getRow, place, tenant, id) : undefined;
      }),
    find: (collection, query) => read(async () => findPage(connection, placeFor(collection), tenant, query)),
    async commit(writes, events = []) {
      const batch = checkedBatch(tenant, writes, events, (write) => placeFor(write.collection));
      const outcome = await commitBatch(parts, batch);
      if (batch.events.length > 0 && outcome.kind === 'committed') committed();
      if (outcome.kind === 'committed') written(batch);
      return outcome;
    },
  };
}

async function read<R>(run: () => Promise<R>): Promise<R> {
  try {
    return await run();
  } catch (error) {
    throw asStoreFailure(error, 'no');
  }
}
