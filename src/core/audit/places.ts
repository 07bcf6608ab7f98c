import { PLATFORM_SCOPE } from '#contracts/event.ts';
import type { PlatformStore, Store, TenantStore } from '#contracts/store.ts';
import { chosenTenants } from '#core/tenancy/chosen-tenants.ts';

/** All chains. The platform's has the name `platform`, which no tenant can have. */
export async function* places(
  store: Store,
  id: string | undefined,
): AsyncGenerator<readonly [string, TenantStore | PlatformStore]> {
  if (id !== PLATFORM_SCOPE) for await (const tenant of chosenTenants(store, id)) yield [tenant.tenantId, tenant];
  if (id === undefined || id === PLATFORM_SCOPE) yield [PLATFORM_SCOPE, store.platform];
}
