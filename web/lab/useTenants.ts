import { createSharedComposable } from '@vueuse/core';
import { computed } from 'vue';
import { desk } from '../api/desk.ts';
import { useLoaded } from '../api/loaded.ts';

export const useTenants = createSharedComposable(() => {
  const { state, value, problem, reload } = useLoaded('tenants', desk.tenants);
  const tenants = computed(() => value.value?.tenants ?? []);
  const tenantOf = (id: string | undefined) => tenants.value.find((tenant) => tenant.id === id);
  return { state, problem, reload, tenants, tenantOf };
});
