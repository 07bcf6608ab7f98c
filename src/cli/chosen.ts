import { WrongUse } from '#app/wrong-use.ts';
import { tenants } from '#contracts/records/platform.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { eachTenant } from '#core/tenancy/each-tenant.ts';

/** The tenant that was asked for, or every one. @throws WrongUse */
export async function* chosen(store: Store, id: string | undefined): AsyncGenerator<TenantStore> {
  if (id === undefined) return yield* eachTenant(store);
  if (!(await store.platform.get(tenants, id))) throw new WrongUse(`There is no tenant ${id}.`);
  yield store.tenant(id);
}
