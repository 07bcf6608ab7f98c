import { computed, readonly, ref, toValue, watch } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { useLoaded } from './loaded.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/**
 * A list, newest first, that comes in pages: `reload` brings the first page again and keeps what had been paged in behind it,
 * `more` adds the next one. When a whole first page of strangers arrives (after a long absence) the list begins anew.
 */
export function usePages<K, T extends { readonly id: string }>(
  key: MaybeRefOrGetter<K | undefined>,
  load: (key: K, cursor?: string) => Promise<Page<T>>,
) {
  const { state, value, reason, reload } = useLoaded<K, Page<T>>(key, (wanted) => load(wanted), ahead);
  const paging = ref<'idle' | 'loading' | 'error'>('idle');
  const added = ref<{ readonly items: readonly T[]; readonly next?: string }>();
  const name = () => JSON.stringify(toValue(key) ?? null);
  watch(name, () => {
    added.value = undefined;
    paging.value = 'idle';
  });

  const items = computed<readonly T[]>(() => {
    const first = value.value?.items ?? [];
    return [...first, ...without((added.value?.items ?? []) as readonly T[], first)];
  });
  const next = computed(() => (added.value ? added.value.next : value.value?.next));

  async function more(): Promise<void> {
    const wanted = toValue(key);
    const before = name();
    if (wanted === undefined || !next.value || paging.value === 'loading') return;
    paging.value = 'loading';
    try {
      const page = await load(wanted, next.value);
      if (before !== name()) return;
      added.value = { items: [...((added.value?.items ?? []) as readonly T[]), ...page.items], next: page.next };
      paging.value = 'idle';
    } catch {
      if (before === name()) paging.value = 'error';
    }
  }
  return { state, reason, reload, items, more, hasMore: computed(() => next.value !== undefined), paging: readonly(paging) };
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
