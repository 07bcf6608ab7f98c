import { tenants } from '#contracts/records/platform.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { everything } from '#core/everything.ts';

/** Walks all tenants and hands out each one's own store: work over all tenants has no other way. */
export async function* eachTenant(store: Store): AsyncGenerator<TenantStore> {
  for await (const { value } of everything(store.platform, tenants, { by: 'byName', equals: [] })) yield store.tenant(value.id);
}
