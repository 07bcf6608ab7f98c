import type { Customer, NewCustomer } from '#contracts/api/phone.ts';
import { computed, toValue } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { phoneApi } from '../api/phone.ts';
import { useLoaded } from '../api/loaded.ts';

/** The simulated customers of one emulator. */
export function useParties(tenant: MaybeRefOrGetter<string | undefined>) {
  const { state, value, reload } = useLoaded(tenant, (id) => phoneApi(id).parties());
  const customers = computed<readonly Customer[]>(() => value.value?.customers ?? []);

  async function add(wish: NewCustomer): Promise<Customer> {
    const made = await phoneApi(toValue(tenant) ?? '').newCustomer(wish);
    void reload();
    return made;
  }
  return { state, customers, add, reload };
}
