import { ref, watch } from 'vue';
import type { Ref } from 'vue';

const kept = new Map<string, string>();

/** Unsent text of a chat, kept until the page is closed. */
export function useDraft(chat: string): Ref<string> {
  const text = ref(kept.get(chat) ?? '');
  watch(text, (now) => (now ? kept.set(chat, now) : kept.delete(chat)), { flush: 'sync' });
  return text;
}
