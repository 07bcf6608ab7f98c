import type { ConversationCard } from '#contracts/api/desk.ts';
import { computed, ref, watch } from 'vue';
import type { Pages } from '../api/pages.ts';
import { matching } from './search.ts';

/** A search stops at this many matches, or after loading this many more conversations, until the user asks for more. */
const ENOUGH = 20;
const STRIDE = 500;

/** The server has no search, so this loads further pages of conversations while there are few matches. */
export function useSearch(list: Pages<ConversationCard>) {
  const text = ref('');
  const until = ref(0);
  const enough = ref(ENOUGH);
  const active = computed(() => text.value.trim() !== '');
  const shown = computed(() => matching(list.items.value, text.value));
  const wanting = computed(
    () => active.value && list.hasMore.value && shown.value.length < enough.value && list.items.value.length < until.value,
  );

  function read(matches: number): void {
    until.value = list.items.value.length + STRIDE;
    enough.value = matches;
  }
  watch(text, () => read(ENOUGH), { flush: 'sync' });
  watch([wanting, list.paging], ([wants, paging]) => wants && paging === 'idle' && void list.more(), { immediate: true });

  return {
    text,
    active,
    shown,
    searching: computed(() => wanting.value && list.paging.value !== 'error'),
    further: () => read(shown.value.length + ENOUGH),
  };
}
