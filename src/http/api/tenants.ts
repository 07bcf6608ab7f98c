import type { TenantCard } from '#contracts/api/desk.ts';
import { listTenants } from '#contracts/api/tenants.ts';
import { senders, tenants } from '#contracts/records/platform.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import type { Store } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { currentRecord } from '#core/messaging/current-account.ts';
import { regionOf } from '#core/tenancy/region.ts';
import { type Served, served } from '#contracts/api/served.ts';

/** The routes of the platform's tenants. They walk all tenants, so they need the whole store. */
export function tenantRoutes(store: Store): readonly Served[] {
  return [
    served(listTenants, async () => {
      const known = await all(store.platform, tenants, { by: 'byName', equals: [] });
      const cards = await Promise.all(known.map(({ value }) => tenantCard(store, value.id, value.name)));
      return { status: 200, body: { tenants: cards } };
    }),
  ];
}

/** A business as lists show it. */
export async function tenantCard(store: Store, id: string, name: string): Promise<TenantCard> {
  const tenant = store.tenant(id);
  const sender = (await store.platform.find(senders, { by: 'byTenant', equals: [id], limit: 1 })).items[0]?.value;
  const account = sender && (await currentRecord(tenant, sender.id));
  const profile = await tenant.get(profiles, 'profile');
  return {
    id,
    name,
    channel: account?.value.channel ?? '',
    number: sender?.displayNumber ?? '',
    zone: profile?.value.zone ?? 'UTC',
    region: profile ? regionOf(profile.value) : 'en',
  };
}
