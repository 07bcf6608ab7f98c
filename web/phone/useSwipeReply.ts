import { useSwipe } from '@vueuse/core';
import type { Ref } from 'vue';

const FAR = 56;

/** Swiping a bubble to the right replies to it. */
export function useSwipeReply(log: Ref<HTMLElement | null>, reply: (key: string) => void): void {
  let row: HTMLElement | null = null;
  let distance = 0;
  const { lengthX } = useSwipe(log, {
    threshold: 12,
    onSwipeStart(event) {
      row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]') : null;
      distance = 0;
    },
    onSwipe() {
      distance = Math.min(Math.max(-lengthX.value, 0), FAR * 1.3);
      if (row) row.style.transform = distance > 0 ? `translateX(${distance}px)` : '';
    },
    onSwipeEnd() {
      const key = row?.dataset['key'];
      if (row) row.style.transform = '';
      if (key && distance >= FAR) reply(key);
      row = null;
    },
  });
}
