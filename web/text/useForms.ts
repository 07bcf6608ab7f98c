import type { TenantCard } from '#contracts/api/desk.ts';
import { computed, inject, provide, toValue } from 'vue';
import type { ComputedRef, InjectionKey, MaybeRefOrGetter } from 'vue';
import { useI18n } from 'vue-i18n';
import { forms, written } from './forms.ts';
import type { Forms } from './forms.ts';

const FORMS: InjectionKey<ComputedRef<Forms>> = Symbol('forms');

/** Sets the forms for a page and everything in it from the business that the page shows. */
export function provideForms(business: MaybeRefOrGetter<Pick<TenantCard, 'zone' | 'region'> | undefined>): ComputedRef<Forms> {
  const { locale } = useI18n();
  const chosen = computed(() => {
    const of = toValue(business);
    return forms(written(locale.value, of?.region, navigator.languages), of?.zone);
  });
  provide(FORMS, chosen);
  return chosen;
}

export function useForms(): ComputedRef<Forms> {
  const chosen = inject(FORMS);
  if (!chosen) throw new Error('useForms needs a page that calls provideForms');
  return chosen;
}
