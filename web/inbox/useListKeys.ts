import { useMediaQuery } from '@vueuse/core';
import type { Ref } from 'vue';

/** Up and down go through the links of `list`; where the conversation stands beside it, they open it too. */
export function useListKeys(list: Ref<HTMLElement | null>) {
  const beside = useMediaQuery('(width >= 52rem)');

  return function onKeydown(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...(list.value?.querySelectorAll('a') ?? [])];
    if (by === undefined || links.length === 0) return;
    event.preventDefault();
    const at = links.findIndex((link) => link === document.activeElement);
    const from = at < 0 ? links.findIndex((link) => link.ariaCurrent === 'page') : at;
    const next = links[Math.min(Math.max(from + by, 0), links.length - 1)];
    next?.focus();
    if (beside.value) next?.click();
  };
}
