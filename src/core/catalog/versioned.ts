import type { NewId } from '#contracts/ids.ts';
import { catalogVersions, services, staff } from '#contracts/records/catalog.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { type CommitOutcome, type Store, type TenantStore, type Write, againWhenStale, put } from '#contracts/store.ts';

const CATALOG: ReadonlySet<string> = new Set([services.name, staff.name, profiles.name]);

interface Tried {
  readonly kind: 'tried';
  readonly outcome: CommitOutcome;
}

/** A store that gives the catalogue a new version in every batch that writes any part of it, whoever commits it. */
export function catalogVersioned(store: Store, newId: NewId): Store {
  return { ...store, tenant: (id) => versioned(store.tenant(id), newId) };
}

function versioned(store: TenantStore, newId: NewId): TenantStore {
  return {
    ...store,
    commit(writes, events) {
      return writes.some(changesCatalog) ? withVersion(writes, events) : store.commit(writes, events);
    },
  };

  /** Somebody may change another part of the catalogue at the same moment: that concerns this line only, and the batch is tried again. */
  async function withVersion(...[writes, events]: Parameters<TenantStore['commit']>): Promise<CommitOutcome> {
    const { outcome } = await againWhenStale<Tried>(async () => {
      const was = await store.get(catalogVersions, 'current');
      const line = put(catalogVersions, was, { id: 'current', version: newId() });
      const outcome = await store.commit([...writes, line], events);
      const isOurs = outcome.kind !== 'committed' && outcome.collection === catalogVersions.name;
      return isOurs ? { kind: 'stale' } : { kind: 'tried', outcome };
    });
    return outcome;
  }
}

function changesCatalog({ kind, collection }: Write): boolean {
  return kind !== 'unchanged' && CATALOG.has(collection.name);
}
