import { computed, toValue } from 'vue';
import type { ComputedRef, MaybeRefOrGetter } from 'vue';
import { useI18n } from 'vue-i18n';
import { regional, when } from './when.ts';
import type { When } from './when.ts';

export function useWhen(zone: MaybeRefOrGetter<string | undefined>): ComputedRef<When> {
  const { locale } = useI18n();
  return computed(() => when(regional(locale.value), toValue(zone)));
}
