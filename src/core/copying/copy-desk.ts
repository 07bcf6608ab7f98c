import type { Collection } from '#contracts/collection.ts';
import { type BusEvent, PLATFORM_SCOPE } from '#contracts/event.ts';
import type { Files } from '#contracts/files.ts';
import { tenants, writeProbes } from '#contracts/records/platform.ts';
import type { Store } from '#contracts/store.ts';
import { eachTenant } from '#core/tenancy/each-tenant.ts';
import { type Place, copyAll, countSame } from './copy-all.ts';
import { type FilePlaces, copyFiles, countSameFiles } from './copy-files.ts';

/** Everything of a desk that is stored. */
export interface Desk {
  readonly store: Store;
  readonly files: Files;
}

export interface CopyNeeds {
  readonly from: Desk;
  readonly to: Desk;
  /** All that both stores have. */
  readonly collections: readonly Collection<any, any>[];
  /** Events that some consumer has not finished, oldest first. */
  readonly events: readonly BusEvent[];
  /** Called from time to time with the number of documents and files copied so far. */
  readonly told: (copied: number) => void;
}

export interface CopiedDesk {
  readonly tenants: readonly { readonly tenant: string; readonly documents: number; readonly files: number }[];
  readonly platformDocuments: number;
  readonly events: number;
}

/**
 * Migrates a desk with its files to an empty store, then reads both to compare them. The tenants are written last: a target without tenants is
 * an interrupted copy, and copying again continues it. @throws OtherData, ChecksumMismatch
 */
export async function copyDesk({ from, to, collections, events, told }: CopyNeeds): Promise<CopiedDesk> {
  const ofTenants = collections.filter(({ scope }) => scope === 'tenant');
  const places: (Place & { readonly tenant: string; readonly files: FilePlaces })[] = [];
  for await (const own of eachTenant(from.store)) {
    const tenant = own.tenantId;
    const files = { from: from.files.tenant(tenant), to: to.files.tenant(tenant) };
    places.push({ tenant, from: own, to: to.store.tenant(tenant), collections: ofTenants, files });
  }
  const others = collections.filter(
    ({ scope, name }) => scope === 'platform' && name !== tenants.name && name !== writeProbes.name,
  );
  const platform: Place = { from: from.store.platform, to: to.store.platform, collections: [...others, tenants] };

  let copied = 0;
  const counted = () => told((copied += 1));
  for (const place of places) {
    await copyFiles(place.files, counted);
    await copyAll(place, counted);
  }
  for (const event of events) {
    const own = event.tenantId === PLATFORM_SCOPE ? to.store.platform : to.store.tenant(event.tenantId);
    await own.commit([], [event]);
  }
  await copyAll(platform, counted);

  const same = [];
  for (const place of places)
    same.push({ tenant: place.tenant, documents: await countSame(place), files: await countSameFiles(place.files) });
  return { tenants: same, platformDocuments: await countSame(platform), events: events.length };
}
