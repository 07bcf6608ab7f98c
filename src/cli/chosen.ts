import { WrongUse } from '#app/wrong-use.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { chosenTenants } from '#core/tenancy/chosen-tenants.ts';

/** The tenant that was asked for, or every one. @throws WrongUse if there is no such tenant */
export async function* chosen(store: Store, id: string | undefined): AsyncGenerator<TenantStore> {
  let found = false;
  for await (const tenant of chosenTenants(store, id)) {
    found = true;
    yield tenant;
  }
  if (id !== undefined && !found) throw new WrongUse(`There is no tenant ${id}.`);
}
