import { computed, readonly, ref, toValue, watch } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { useLoaded } from './loaded.ts';
import type { Page } from './pages.ts';

export type WholePages<T> = ReturnType<typeof useWholePages<unknown, T>>;

/**
 * A paged list in which entries can also disappear, as an expired hold does, so `reload` loads every page that is shown. `load`
 * is called once per reload and returns the loader for its pages, so that all of them use the same query.
 */
export function useWholePages<K, T>(
  key: MaybeRefOrGetter<K | undefined>,
  load: (key: K) => (cursor?: string) => Promise<Page<T>>,
) {
  const wanted = ref(1);
  watch(
    () => JSON.stringify(toValue(key) ?? null),
    () => (wanted.value = 1),
    { flush: 'sync' },
  );
  const { state, value, problem, reload } = useLoaded<K, readonly Page<T>[]>(key, async (of) => {
    const page = load(of);
    const pages = [await page()];
    for (let next = pages[0]?.next; next !== undefined && pages.length < wanted.value; next = pages.at(-1)?.next)
      pages.push(await page(next));
    return pages;
  });
  const items = computed(() => (value.value ?? []).flatMap((page) => page.items));
  const hasMore = computed(() => value.value?.at(-1)?.next !== undefined);
  const paging = ref<'idle' | 'loading' | 'error'>('idle');

  async function more(): Promise<void> {
    const before = value.value?.length ?? 0;
    wanted.value = before + 1;
    paging.value = 'loading';
    await reload();
    paging.value = hasMore.value && (value.value?.length ?? 0) <= before ? 'error' : 'idle';
  }
  return { state, problem, reload, items, hasMore, more, paging: readonly(paging) };
}
