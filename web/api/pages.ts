import { computed, readonly, ref, toValue, watch } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { useLoaded } from './loaded.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

export type Pages<T extends { readonly id: string }> = ReturnType<typeof usePages<unknown, T>>;

/**
 * A list, newest first, that comes in pages: `reload` loads the first page again and keeps the pages behind it, `more` adds the
 * next one. When no entry of a new first page is known (after a long absence), the list starts again from that page.
 */
export function usePages<K, T extends { readonly id: string }>(
  key: MaybeRefOrGetter<K | undefined>,
  load: (key: K, cursor?: string) => Promise<Page<T>>,
) {
  const { state, value, problem, reload } = useLoaded<K, Page<T>>(key, (wanted) => load(wanted), ahead);
  const paging = ref<'idle' | 'loading' | 'error'>('idle');
  const added = ref<{ readonly items: readonly T[]; readonly next?: string }>();
  const name = () => JSON.stringify(toValue(key) ?? null);
  const forget = () => {
    added.value = undefined;
    paging.value = 'idle';
  };
  watch(name, forget);
  // `next` of the first page changes only when the list starts again. Keeping the later pages would leave a gap.
  watch(value, (first, before) => before && first?.next !== before.next && forget());

  const items = computed<readonly T[]>(() => {
    const first = value.value?.items ?? [];
    return [...first, ...without((added.value?.items ?? []) as readonly T[], first)];
  });
  const next = computed(() => (added.value ? added.value.next : value.value?.next));

  async function more(): Promise<void> {
    const wanted = toValue(key);
    const cursor = next.value;
    const before = name();
    if (wanted === undefined || !cursor || paging.value === 'loading') return;
    const stale = () => before !== name() || cursor !== next.value;
    paging.value = 'loading';
    try {
      const page = await load(wanted, cursor);
      if (stale()) return;
      added.value = { items: [...((added.value?.items ?? []) as readonly T[]), ...page.items], next: page.next };
      paging.value = 'idle';
    } catch {
      if (!stale()) paging.value = 'error';
    }
  }
  return { state, problem, reload, items, more, hasMore: computed(() => next.value !== undefined), paging: readonly(paging) };
}

function ahead<T extends { readonly id: string }>(before: Page<T> | undefined, first: Page<T>): Page<T> {
  const ids = new Set(before?.items.map((item) => item.id));
  if (!before || !first.items.some((item) => ids.has(item.id))) return first;
  return { items: [...first.items, ...without(before.items, first.items)], next: before.next };
}

function without<T extends { readonly id: string }>(items: readonly T[], gone: readonly T[]): readonly T[] {
  const ids = new Set(gone.map((item) => item.id));
  return items.filter((item) => !ids.has(item.id));
}
