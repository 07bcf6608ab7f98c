import { tenants } from '#contracts/records/platform.ts';
import { type Store, type TenantStore, FIND_LIMIT } from '#contracts/store.ts';

/** Walks all tenants and hands out each one's own store: work over all tenants has no other way. */
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
