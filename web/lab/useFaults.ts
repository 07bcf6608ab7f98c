import type { Faults } from '#contracts/api/phone.ts';
import { computed, ref, toValue, watch } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { phoneApi } from '../api/phone.ts';
import { useLoaded } from '../api/loaded.ts';

/** The fault switches of one emulator. A change is shown at once, and undone if the emulator refuses it. */
export function useFaults(tenant: MaybeRefOrGetter<string | undefined>) {
  const { state, value, reload } = useLoaded(tenant, (id) => phoneApi(id).faults());
  const wished = ref<Faults>();
  const saving = ref<'idle' | 'saving' | 'failed'>('idle');
  watch(value, () => (wished.value = undefined));

  const faults = computed(() => wished.value ?? value.value);
  const active = computed(() => Object.values(faults.value ?? {}).filter((level) => level > 0).length);

  async function set(change: Partial<Faults>): Promise<void> {
    const id = toValue(tenant);
    const before = faults.value;
    if (!id || !before) return;
    wished.value = { ...before, ...change };
    saving.value = 'saving';
    try {
      wished.value = await phoneApi(id).setFaults(wished.value);
      saving.value = 'idle';
    } catch {
      wished.value = before;
      saving.value = 'failed';
    }
  }
  return { state, faults, active, saving, set, reload };
}
