import type { EpochMs } from '#contracts/clock.ts';
import { keptCatalogs } from '#contracts/records/catalog.ts';
import { type TenantStore, type Write, put } from '#contracts/store.ts';
import { type Catalog, contentOf } from './catalog.ts';

/** It is kept for so much longer than the record that refers to it, and written anew once in this time instead of with each record. */
const LONGER = 30 * 24 * 3_600_000;

/** The lines that keep a catalogue for a record that refers to it and expires at `until` (0: never). */
export type KeepCatalog = (store: TenantStore, catalog: Catalog, until: EpochMs) => Promise<readonly Write[]>;

/** Remembers until when each catalogue is kept, so that mostly there is nothing to read and nothing to write. */
export function keepCatalog(): KeepCatalog {
  const keptUntil = new WeakMap<Catalog, EpochMs>();
  return async (store, catalog, until) => {
    if (reaches(keptUntil.get(catalog), until)) return [];
    const was = await store.get(keptCatalogs, catalog.id);
    if (was && reaches(was.value.expiresAt, until)) {
      keptUntil.set(catalog, was.value.expiresAt);
      return [];
    }
    return [put(keptCatalogs, was, { ...contentOf(catalog), expiresAt: until === 0 ? 0 : until + LONGER })];
  };
}

function reaches(kept: EpochMs | undefined, until: EpochMs): boolean {
  if (kept === undefined) return false;
  return kept === 0 || (until !== 0 && kept >= until);
}
