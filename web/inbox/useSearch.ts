import { LONGEST_SEARCH, type SearchMatch } from '#contracts/api/search.ts';
import { refDebounced } from '@vueuse/core';
import { type Ref, computed, ref, watch } from 'vue';
import { desk } from '../api/desk.ts';
import { usePages } from '../api/pages.ts';

const PAUSE_MS = 200;
/** A page of the server may have no match and still a next one. So many are loaded before the user is asked. */
const PAGES_AT_ONCE = 10;
const ENOUGH = 10;

/** A match, with a key for lists. */
export type Found = SearchMatch & { readonly id: string };

/** Searches while the user types, once they pause. */
export function useSearch(tenant: Ref<string>) {
  const text = ref('');
  const wanted = computed(() => text.value.trim().slice(0, LONGEST_SEARCH));
  const paused = refDebounced(wanted, PAUSE_MS);
  const active = computed(() => wanted.value !== '');
  /** Without a letter or a digit there is nothing to search for. */
  const empty = computed(() => active.value && !/[\p{L}\p{N}]/u.test(wanted.value));
  const key = computed(() =>
    active.value && !empty.value && paused.value === wanted.value ? { tenant: tenant.value, q: wanted.value } : undefined,
  );
  const list = usePages(key, async (of, cursor) => {
    const { items, next } = await desk.search(of.tenant, of.q, cursor);
    const found = items.map((one): Found => ({ ...one, id: idOf(one) }));
    return next === undefined ? { items: found } : { items: found, next };
  });

  let left = 0;
  watch(key, () => (left = PAGES_AT_ONCE), { flush: 'sync', immediate: true });
  watch([list.items, list.paging, list.hasMore], ([items, paging, more]) => {
    if (!more || paging !== 'idle' || items.length >= ENOUGH || left === 0) return;
    left -= 1;
    void list.more();
  });

  const state = computed(() => {
    if (!active.value) return 'idle';
    if (empty.value) return 'empty';
    if (list.state.value === 'error') return 'error';
    return list.state.value === 'ready' && (list.items.value.length > 0 || !list.hasMore.value || list.paging.value === 'error')
      ? 'ready'
      : 'loading';
  });
  return { text, active, state, list };
}

function idOf({ where, conversation, messageId, at, excerpt }: SearchMatch): string {
  return messageId ?? JSON.stringify([where, conversation.id, at, excerpt]);
}
