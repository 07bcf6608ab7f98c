import { useMediaQuery } from '@vueuse/core';
import type { Ref } from 'vue';

/** Elements that use the arrow keys themselves. */
const OWN_ARROWS = 'select, textarea, input:not([type=search]), summary, audio, video, [role=log], [role=dialog], [tabindex="0"]';

/**
 * Up and down move through the links of `list`, from anywhere on the page that does not use these keys itself. On a wide screen
 * they also open the conversation.
 */
export function useListKeys(list: Ref<HTMLElement | null>) {
  const beside = useMediaQuery('(width >= 52rem)');

  return function onKeydown(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...(list.value?.querySelectorAll('a') ?? [])];
    if (by === undefined || links.length === 0 || event.defaultPrevented) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target instanceof Element && event.target.closest(OWN_ARROWS)) return;
    if (!list.value?.checkVisibility() || document.querySelector('[role=dialog]')) return;
    event.preventDefault();
    const at = links.findIndex((link) => link === document.activeElement);
    const from = at < 0 ? links.findIndex((link) => link.ariaCurrent === 'page') : at;
    const next = links[Math.min(Math.max(from + by, 0), links.length - 1)];
    next?.focus();
    if (beside.value) next?.click();
  };
}
