import { onScopeDispose, readonly, ref, toValue, watch } from 'vue';
import type { MaybeRefOrGetter } from 'vue';

export type LiveState = 'connecting' | 'live' | 'reconnecting';
const WAITS_MS = [500, 1_000, 2_000, 5_000];

/**
 * Subscribes to the server-sent events of `url` and shows the state of the connection. `hear` gets the parsed payload, or
 * `undefined` after each (re)connection, when events may have been missed. Also reconnects after an error status, where
 * EventSource gives up.
 */
export function useLive(url: MaybeRefOrGetter<string | undefined>, event: string, hear: (payload?: unknown) => void) {
  const state = ref<LiveState>('connecting');
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function close(): void {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  }

  function open(address: string): void {
    close();
    source = new EventSource(address);
    source.onopen = () => {
      failures = 0;
      state.value = 'live';
      hear();
    };
    source.onerror = () => {
      close();
      state.value = 'reconnecting';
      timer = setTimeout(() => open(address), WAITS_MS[Math.min(failures, WAITS_MS.length - 1)]);
      failures += 1;
    };
    source.addEventListener(event, (message) => hear(parsed(message.data)));
  }

  watch(
    () => toValue(url),
    (address) => {
      close();
      failures = 0;
      state.value = 'connecting';
      if (address) open(address);
    },
    { immediate: true },
  );
  onScopeDispose(close);
  return { state: readonly(state) };
}

function parsed(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
