import type { Bubble, PhoneSays } from '#contracts/api/phone.ts';
import { computed, ref, toValue, watch } from 'vue';
import type { Ref } from 'vue';
import { phoneApi } from '../api/phone.ts';
import { pendingContent } from './pendingContent.ts';
import type { ChatPlace } from './useChat.ts';

interface Pending {
  readonly key: string;
  readonly place: ChatPlace;
  readonly says: PhoneSays;
  readonly at: number;
  readonly id?: string;
  readonly failed: boolean;
}

/** Messages being sent: shown at once with a clock, then replaced by the emulator's bubble. A failed one stays, with a retry. */
export function useOutbox(
  place: Ref<ChatPlace | undefined>,
  bubbles: Ref<readonly Bubble[]>,
  now: Ref<number>,
  reload: () => Promise<void>,
) {
  const pending = ref<readonly Pending[]>([]);
  let count = 0;

  const change = (key: string, to: Partial<Pending>) => {
    pending.value = pending.value.map((one) => (one.key === key ? { ...one, ...to } : one));
  };
  const drop = (key: string) => {
    pending.value = pending.value.filter((one) => one.key !== key);
  };

  async function deliver({ key, place: to, says }: Pending): Promise<void> {
    try {
      const { id } = await phoneApi(to.tenant).say(to.business, to.customer, says);
      change(key, { id });
      await reload();
      if (!id || says.kind === 'reaction') drop(key);
    } catch {
      change(key, { failed: true });
    }
  }

  function say(says: PhoneSays): void {
    const to = toValue(place);
    if (!to) return;
    count += 1;
    const one: Pending = { key: `pending-${count}`, place: to, says, at: now.value, failed: false };
    pending.value = [...pending.value, one];
    void deliver(one);
  }

  function retry(key: string): void {
    const one = pending.value.find((other) => other.key === key);
    if (!one) return;
    change(key, { failed: false });
    void deliver(one);
  }

  const shown = computed(() => {
    const here = JSON.stringify(place.value);
    return pending.value.filter((one) => JSON.stringify(one.place) === here).flatMap((one) => asBubble(one, bubbles.value));
  });
  watch(bubbles, (known) => {
    const ids = new Set(known.map((bubble) => bubble.id));
    if (pending.value.some((one) => one.id && ids.has(one.id))) {
      pending.value = pending.value.filter((one) => !one.id || !ids.has(one.id));
    }
  });
  return { say, retry, drop, pending: shown };
}

function asBubble({ key, says, at, failed }: Pending, known: readonly Bubble[]): readonly Bubble[] {
  const content = pendingContent(says, known);
  if (!content) return [];
  const replyTo = says.kind === 'choice' ? says.message : 'replyTo' in says ? says.replyTo : undefined;
  return [{ id: key, from: 'customer', at, content, replyTo, ticks: failed ? 'failed' : 'waiting', reactions: [] }];
}
