import { createSharedComposable } from '@vueuse/core';
import { computed } from 'vue';
import { desk } from '../api/desk.ts';
import { useLoaded } from '../api/loaded.ts';

export const useTenants = createSharedComposable(() => {
  const { state, value, reason, reload } = useLoaded('tenants', desk.tenants);
  const tenants = computed(() => value.value?.tenants ?? []);
  const zoneOf = (id: string | undefined) => tenants.value.find((tenant) => tenant.id === id)?.zone;
  return { state, reason, reload, tenants, zoneOf };
});
