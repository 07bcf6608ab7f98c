import { tenants } from '#contracts/records/platform.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { everything } from '#core/walking/everything.ts';

/** Iterates over all tenants, each with its own store. This is the only way to work across tenants. */
export async function* eachTenant(store: Store): AsyncGenerator<TenantStore> {
  for await (const { value } of everything(store.platform, tenants, { by: 'byName', equals: [] })) yield store.tenant(value.id);
}
