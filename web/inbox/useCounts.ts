import { useTimeoutFn } from '@vueuse/core';
import { type Ref, computed } from 'vue';
import { desk } from '../api/desk.ts';
import { useLoaded } from '../api/loaded.ts';

/** The server counts shortly after it tells the page of a change, so the counts are loaded at once and once more. */
const FOLLOWS_MS = 1_000;

/** How many conversations each list has. */
export function useCounts(tenant: Ref<string | undefined>) {
  const counts = useLoaded(tenant, desk.counts);
  const again = useTimeoutFn(() => void counts.reload(), FOLLOWS_MS, { immediate: false });
  return {
    counts: computed(() => counts.value.value?.counts),
    reload(): void {
      void counts.reload();
      again.start();
    },
  };
}
