import { ref, watch } from 'vue';
import type { Ref } from 'vue';

const kept = new Map<string, string>();

/** What was written into a chat and not sent: it is there again when one comes back to that chat. */
export function useDraft(chat: string): Ref<string> {
  const text = ref(kept.get(chat) ?? '');
  watch(text, (now) => (now ? kept.set(chat, now) : kept.delete(chat)), { flush: 'sync' });
  return text;
}
