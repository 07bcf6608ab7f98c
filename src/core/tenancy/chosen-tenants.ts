import { tenants } from '#contracts/records/platform.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { eachTenant } from './each-tenant.ts';

/** The tenant that was asked for, or each one. Nothing if there is no such tenant. */
export async function* chosenTenants(store: Store, id: string | undefined): AsyncGenerator<TenantStore> {
  if (id === undefined) yield* eachTenant(store);
  else if (await store.platform.get(tenants, id)) yield store.tenant(id);
}
