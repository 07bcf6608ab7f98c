import { createSharedComposable } from '@vueuse/core';
import { computed } from 'vue';
import { access } from '../api/access.ts';
import { useLoaded } from '../api/loaded.ts';

/** Who is signed in, with their businesses and what they may do there. */
export const useMe = createSharedComposable(() => {
  const { state, value, problem, reload } = useLoaded('me', access.me);
  const tenants = computed(() => value.value?.tenants.map(({ tenant }) => tenant) ?? []);
  const tenantOf = (id: string | undefined) => tenants.value.find((tenant) => tenant.id === id);
  const may = (tenant: string | undefined, permission: string) =>
    value.value?.tenants.find((one) => one.tenant.id === tenant)?.permissions.includes(permission) ?? false;
  return { state, problem, reload, me: value, tenants, tenantOf, may };
});
