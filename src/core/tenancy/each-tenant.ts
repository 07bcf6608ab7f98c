import { tenants } from '#contracts/records/platform.ts';
import { type Store, type TenantStore, FIND_LIMIT } from '#contracts/store.ts';

/** Iterates over all tenants, each with its own store. This is the only way to work across tenants. */
export async function* eachTenant(store: Store): AsyncGenerator<TenantStore> {
  let cursor: string | undefined;
  do {
    const page = await store.platform.find(tenants, {
      by: 'byName',
      equals: [],
      limit: FIND_LIMIT,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { value } of page.items) yield store.tenant(value.id);
    cursor = page.next;
  } while (cursor !== undefined);
}
