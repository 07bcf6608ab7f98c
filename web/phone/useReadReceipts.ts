import type { Bubble } from '#contracts/api/phone.ts';
import { useDocumentVisibility } from '@vueuse/core';
import { computed, toValue, watch } from 'vue';
import type { MaybeRefOrGetter, Ref } from 'vue';
import { phoneApi } from '../api/phone.ts';
import type { ChatPlace } from './useChat.ts';

/** Sends a read receipt for each new message of the business while the chat is on the screen. */
export function useReadReceipts(place: MaybeRefOrGetter<ChatPlace>, bubbles: Ref<readonly Bubble[]>): void {
  const visibility = useDocumentVisibility();
  const latest = computed(() => bubbles.value.findLast((bubble) => bubble.from === 'business')?.id);
  watch(
    [latest, visibility, () => JSON.stringify(toValue(place))],
    ([id, seen]) => {
      const { tenant, business, customer } = toValue(place);
      // If this fails, the receipt of the next message covers it: reading one marks all before it.
      if (id && seen === 'visible')
        phoneApi(tenant)
          .read(business, customer)
          .catch(() => undefined);
    },
    { immediate: true },
  );
}
