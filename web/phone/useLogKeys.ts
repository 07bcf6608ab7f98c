import type { Ref } from 'vue';

/** Keyboard of the message log: arrows move through the messages, Enter or the menu key opens the menu, `r` replies. */
export function useLogKeys(
  log: Ref<HTMLElement | null>,
  act: { menu(key: string): void; reply(key: string): void; typed(letter: string): void },
) {
  function step(by: -1 | 1, from: Element | null): HTMLElement | undefined {
    const rows = [...(log.value?.querySelectorAll<HTMLElement>('[data-key]') ?? [])];
    const at = rows.findIndex((row) => row === from);
    return rows[at < 0 ? rows.length - 1 : Math.min(Math.max(at + by, 0), rows.length - 1)];
  }

  return function onKeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = event.target instanceof HTMLElement ? event.target : null;
    const row = here?.closest<HTMLElement>('[data-key]') ?? null;
    const onRow = here === log.value || here === row;
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      if (here instanceof HTMLInputElement) return;
      event.preventDefault();
      const next = step(event.key === 'ArrowUp' ? -1 : 1, row);
      next?.focus({ preventScroll: true });
      next?.scrollIntoView({ block: 'nearest' });
      return;
    }
    if (!onRow) return;
    const key = row?.dataset['key'];
    if (key && (event.key === 'Enter' || event.key === ' ' || event.key === 'ContextMenu')) {
      event.preventDefault();
      act.menu(key);
    } else if (key && event.key === 'r') {
      event.preventDefault();
      act.reply(key);
    } else if (event.key.length === 1 && event.key !== ' ') {
      event.preventDefault();
      act.typed(event.key);
    }
  };
}
