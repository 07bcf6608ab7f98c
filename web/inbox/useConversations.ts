import type { ConversationCard } from '#contracts/api/desk.ts';
import { type Ref, computed } from 'vue';
import { desk } from '../api/desk.ts';
import { type Pages, usePages } from '../api/pages.ts';
import { useWholePages } from '../api/wholePages.ts';
import { useMe } from '../access/useMe.ts';
import { type ListName, serverName } from './lists.ts';

/**
 * The conversations of one list. No conversation ever leaves the list of all of them, so a reload need not load every page that is
 * shown; it leaves another list as soon as somebody answers, reads or closes it.
 */
export function useConversations(tenant: Ref<string | undefined>, list: Ref<ListName>): Pages<ConversationCard> {
  const { me } = useMe();
  const all = usePages(
    () => (list.value === 'all' ? tenant.value : undefined),
    (of, cursor) => desk.conversations(of, undefined, cursor),
  );
  const some = useWholePages(
    () =>
      list.value === 'all' || tenant.value === undefined
        ? undefined
        : { tenant: tenant.value, list: serverName(list.value, me.value?.id ?? '') },
    (of) => (cursor) => desk.conversations(of.tenant, of.list, cursor),
  );
  const shown = computed(() => (list.value === 'all' ? all : some));
  return {
    state: computed(() => shown.value.state.value),
    problem: computed(() => shown.value.problem.value),
    items: computed(() => shown.value.items.value),
    hasMore: computed(() => shown.value.hasMore.value),
    paging: computed(() => shown.value.paging.value),
    reload: () => shown.value.reload(),
    more: () => shown.value.more(),
  };
}
