import { useEventListener } from '@vueuse/core';
import { computed, nextTick, ref, watch } from 'vue';
import type { Ref } from 'vue';

const PAGE = 120;
/** The most rows in the page, however long the log is. */
const MOST = 3 * PAGE;
/** Pixels from either end at which more rows are added. */
const NEAR = 700;

interface Row {
  readonly key: string;
}

/**
 * Keeps only part of a long log in the page: the rows around the view, at first the latest. The scroller is laid out in reverse,
 * so its position counts from the bottom and stays there while messages arrive. When rows are added or removed elsewhere, the row
 * at the top of the view keeps its place. Rows carry their key as `data-key`. `older` is called when `rows` has no earlier rows.
 */
export function useLogWindow<R extends Row>(
  scroller: Ref<HTMLElement | null>,
  rows: Ref<readonly R[]>,
  older: () => void = () => {},
) {
  const start = ref(Math.max(0, rows.value.length - PAGE));
  /** Infinity: always up to the latest row. */
  const end = ref(Infinity);
  const low = ref(true);
  const atBottom = computed(() => low.value && end.value >= rows.value.length);
  const visible = computed(() => rows.value.slice(start.value, end.value));
  let moving = false;

  async function keepPlace(change: () => void): Promise<void> {
    const element = scroller.value;
    const top = element?.getBoundingClientRect().top ?? 0;
    const seen = [...(element?.querySelectorAll<HTMLElement>('[data-key]') ?? [])].find(
      (row) => row.getBoundingClientRect().bottom > top,
    );
    const before = seen?.getBoundingClientRect().top ?? 0;
    change();
    await nextTick();
    if (element && seen?.isConnected) element.scrollTop += seen.getBoundingClientRect().top - before;
  }

  function move(from: number, until: number): void {
    start.value = Math.max(0, from);
    end.value = until >= rows.value.length ? Infinity : until;
  }

  async function look(): Promise<void> {
    const element = scroller.value;
    if (!element || moving) return;
    const below = Math.abs(element.scrollTop);
    const above = element.scrollHeight - element.clientHeight - below;
    low.value = below < 80;
    const last = Math.min(end.value, rows.value.length);
    moving = true;
    if (above < NEAR && start.value === 0) older();
    else if (above < NEAR) await keepPlace(() => move(start.value - PAGE, Math.min(last, start.value - PAGE + MOST)));
    else if (below < NEAR && last < rows.value.length)
      await keepPlace(() => move(Math.max(start.value, last + PAGE - MOST), last + PAGE));
    moving = false;
  }
  useEventListener(scroller, 'scroll', look, { passive: true });

  watch(rows, (now, before) => {
    const added = before[0] ? now.findIndex((row) => row.key === before[0]?.key) : 0;
    if (before.length === 0) return move(now.length - PAGE, Infinity);
    if (added > 0) move(start.value + added, end.value + added);
    if (!low.value) return void keepPlace(() => {}).then(look);
    if (end.value === Infinity && now.length - start.value > MOST) move(now.length - PAGE, Infinity);
  });

  async function toBottom(): Promise<void> {
    const near = end.value === Infinity && Math.abs(scroller.value?.scrollTop ?? 0) < 3_000;
    move(rows.value.length - PAGE, Infinity);
    await nextTick();
    scroller.value?.scrollTo({ top: 0, behavior: near ? 'smooth' : 'instant' });
  }

  /** Scrolls to a row. Adds it to the page first if it is not there. */
  async function reveal(key: string): Promise<HTMLElement | undefined> {
    const index = rows.value.findIndex((row) => row.key === key);
    if (index < 0) return undefined;
    if (index < start.value || index >= end.value) move(index - PAGE, index + PAGE);
    await nextTick();
    const element = scroller.value?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? undefined;
    element?.scrollIntoView({ block: 'center' });
    return element;
  }
  return { visible, atBottom, toBottom, reveal };
}
