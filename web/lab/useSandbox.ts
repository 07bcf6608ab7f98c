import { createSharedComposable, useIntervalFn } from '@vueuse/core';
import { computed, ref, watch } from 'vue';
import { desk } from '../api/desk.ts';
import { useLoaded } from '../api/loaded.ts';

/** The sandbox clock, which ticks here between loads, and the simulated phones. */
export const useSandbox = createSharedComposable(() => {
  const { state, value, problem, reload } = useLoaded('sandbox', desk.sandbox);
  const phones = computed(() => value.value?.phones ?? []);
  /** The server's clock minus the browser's, in milliseconds. */
  const ahead = ref(0);
  const offsetMs = ref(0);
  const now = ref(Date.now());
  const moving = ref<'idle' | 'moving' | 'failed'>('idle');

  function set(clock: { readonly now: number; readonly offsetMs: number }): void {
    ahead.value = clock.now - Date.now();
    offsetMs.value = clock.offsetMs;
    now.value = clock.now;
  }
  watch(value, (sandbox) => sandbox && set(sandbox), { immediate: true });
  /** The phones start a moment after the app itself. */
  useIntervalFn(() => state.value === 'ready' && phones.value.length === 0 && void reload(), 2_000);
  useIntervalFn(() => (now.value = Date.now() + ahead.value), 1_000);

  async function advance(ms: number): Promise<void> {
    moving.value = 'moving';
    try {
      set(await desk.advance(ms));
      moving.value = 'idle';
    } catch {
      moving.value = 'failed';
    }
  }

  return { state, problem, reload, phones, now, offsetMs, moving, advance };
});
