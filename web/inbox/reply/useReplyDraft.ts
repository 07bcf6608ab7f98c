import { type Ref, ref, watch } from 'vue';
import { kept } from '../../api/kept.ts';

export type ReplyMode = 'message' | 'note';

/** Unsent text of a person in a conversation, in this browser until it is sent. A note has a draft of its own, so that it is never sent by mistake. */
export function useReplyDraft(user: string, tenant: string, conversation: string, mode: ReplyMode): Ref<string> {
  const name = `deskbell.draft:${user}:${mode}:${tenant}:${conversation}`;
  const text = ref(kept.read(name));
  watch(text, (now) => kept.write(name, now), { flush: 'sync' });
  return text;
}
