import { computed, readonly, ref, shallowRef, toValue, watch } from 'vue';
import type { MaybeRefOrGetter } from 'vue';

export type LoadState = 'idle' | 'loading' | 'ready' | 'error';

/**
 * Loads the value for `key`, again whenever the key changes or `reload` is called. Calls to `reload` during a load cause one more
 * load. A reload that fails keeps the old value; the state of the live connection shows that it may be out of date.
 */
export function useLoaded<K, T>(
  key: MaybeRefOrGetter<K | undefined>,
  load: (key: K) => Promise<T>,
  join: (before: T | undefined, next: T) => T = (_, next) => next,
) {
  const state = ref<LoadState>('idle');
  const value = shallowRef<T>();
  /** Why there is nothing to show, while the state is `error`. */
  const problem = shallowRef<unknown>();
  let generation = 0;
  let running: Promise<void> | undefined;
  let again = false;

  async function once(of: number, wanted: K): Promise<void> {
    try {
      const next = await load(wanted);
      if (of !== generation) return;
      value.value = join(value.value, next);
      problem.value = undefined;
      state.value = 'ready';
    } catch (error) {
      if (of !== generation || value.value !== undefined) return;
      problem.value = error;
      state.value = 'error';
    }
  }

  function reload(): Promise<void> {
    const wanted = toValue(key);
    if (wanted === undefined) return Promise.resolve();
    if (running) {
      again = true;
      return running;
    }
    if (value.value === undefined) state.value = 'loading';
    const of = generation;
    running = (async () => {
      do {
        again = false;
        await once(of, wanted);
      } while (again && of === generation);
      if (of === generation) running = undefined;
    })();
    return running;
  }

  function restart(): void {
    generation += 1;
    running = undefined;
    value.value = undefined;
    problem.value = undefined;
    state.value = 'idle';
    void reload();
  }

  watch(() => JSON.stringify(toValue(key) ?? null), restart, { immediate: true });
  return { state: readonly(state), value: computed(() => value.value), problem, reload };
}
