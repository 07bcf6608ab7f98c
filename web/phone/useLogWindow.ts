import { useEventListener } from '@vueuse/core';
import { computed, nextTick, ref } from 'vue';
import type { Ref } from 'vue';

const PAGE = 120;
const NEAR = 120;

/**
 * Which rows of a long chat are in the page: the latest, and more as one scrolls up. The scroller is laid out in reverse, so its
 * position counts from the bottom: it stays there while messages come, and nothing jumps when older rows are added on top.
 */
export function useLogWindow<R extends { readonly key: string }>(scroller: Ref<HTMLElement | null>, rows: Ref<readonly R[]>) {
  const size = ref(PAGE);
  const atBottom = ref(true);
  const visible = computed(() => rows.value.slice(-size.value));
  const hasOlder = computed(() => size.value < rows.value.length);

  function look(): void {
    const element = scroller.value;
    if (!element) return;
    const fromBottom = Math.abs(element.scrollTop);
    atBottom.value = fromBottom < NEAR;
    const left = element.scrollHeight - element.clientHeight - fromBottom;
    if (left < 600 && hasOlder.value) size.value += PAGE;
  }
  useEventListener(scroller, 'scroll', look, { passive: true });

  function toBottom(behavior: ScrollBehavior = 'smooth'): void {
    scroller.value?.scrollTo({ top: 0, behavior });
  }

  /** Scrolls to a row, bringing it into the page first when it is older than what is there. */
  async function reveal(key: string): Promise<HTMLElement | undefined> {
    const index = rows.value.findIndex((row) => row.key === key);
    if (index < 0) return undefined;
    size.value = Math.max(size.value, rows.value.length - index + 20);
    await nextTick();
    const element = scroller.value?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? undefined;
    element?.scrollIntoView({ block: 'center' });
    return element;
  }
  return { visible, hasOlder, atBottom, toBottom, reveal };
}
