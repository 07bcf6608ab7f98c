import { createSharedComposable, usePreferredDark } from '@vueuse/core';
import { computed, ref, watchEffect } from 'vue';

export type Theme = 'light' | 'dark';
const KEPT = 'deskbell.theme';

/** Follows the system's theme until the toggle chooses the other one. Choosing the system's theme follows it again. */
export const useTheme = createSharedComposable(() => {
  const system = usePreferredDark();
  const kept = localStorage.getItem(KEPT);
  const chosen = ref<Theme | undefined>(kept === 'light' || kept === 'dark' ? kept : undefined);
  const theme = computed<Theme>(() => chosen.value ?? (system.value ? 'dark' : 'light'));

  watchEffect(() => {
    document.documentElement.style.colorScheme = chosen.value ?? '';
  });

  function toggle(): void {
    const next: Theme = theme.value === 'dark' ? 'light' : 'dark';
    chosen.value = (next === 'dark') === system.value ? undefined : next;
    if (chosen.value) localStorage.setItem(KEPT, chosen.value);
    else localStorage.removeItem(KEPT);
  }
  return { theme, toggle };
});
