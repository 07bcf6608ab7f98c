import { type BusEvent, PLATFORM_SCOPE } from '#contracts/event.ts';
import { collections } from '#contracts/records/all.ts';
import { tenants, writeProbes } from '#contracts/records/platform.ts';
import type { Store } from '#contracts/store.ts';
import { eachTenant } from '../tenancy/each-tenant.ts';
import { type Place, copyAll, countSame } from './copy-all.ts';

export interface CopyNeeds {
  readonly from: Store;
  readonly to: Store;
  /** Events that some consumer has not finished, oldest first. */
  readonly events: readonly BusEvent[];
  /** Called from time to time with the number of documents copied so far. */
  readonly told: (documents: number) => void;
}

export interface CopiedDesk {
  readonly tenants: readonly { readonly tenant: string; readonly documents: number }[];
  readonly platformDocuments: number;
  readonly events: number;
}

/**
 * Migrates a desk to an empty store, then reads both to compare them. The tenants are written last: a target without tenants is
 * an interrupted copy, and copying again continues it. @throws OtherData
 */
export async function copyDesk({ from, to, events, told }: CopyNeeds): Promise<CopiedDesk> {
  const ofTenants = collections.filter(({ scope }) => scope === 'tenant');
  const places: (Place & { readonly tenant: string })[] = [];
  for await (const own of eachTenant(from))
    places.push({ tenant: own.tenantId, from: own, to: to.tenant(own.tenantId), collections: ofTenants });
  const others = collections.filter(
    ({ scope, name }) => scope === 'platform' && name !== tenants.name && name !== writeProbes.name,
  );
  const platform: Place = { from: from.platform, to: to.platform, collections: [...others, tenants] };

  let documents = 0;
  const counted = () => told((documents += 1));
  for (const place of places) await copyAll(place, counted);
  for (const event of events) {
    const own = event.tenantId === PLATFORM_SCOPE ? to.platform : to.tenant(event.tenantId);
    await own.commit([], [event]);
  }
  await copyAll(platform, counted);

  const same = [];
  for (const place of places) same.push({ tenant: place.tenant, documents: await countSame(place) });
  return { tenants: same, platformDocuments: await countSame(platform), events: events.length };
}
