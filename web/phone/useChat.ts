import type { Bubble, Chat } from '#contracts/api/phone.ts';
import { useIntervalFn } from '@vueuse/core';
import { computed, toValue } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { z } from 'zod';
import { useLive } from '../api/live.ts';
import { useLoaded } from '../api/loaded.ts';
import { phoneApi } from '../api/phone.ts';

/** Identifies the chat on the phone. */
export interface ChatPlace {
  readonly tenant: string;
  readonly business: string;
  readonly customer: string;
}

const changed = z.object({ business: z.string(), customer: z.string() });

export type ChatSession = ReturnType<typeof useChat>;

/** One chat, kept up to date. `elsewhere` is called for changes in other customers' chats. */
export function useChat(
  place: MaybeRefOrGetter<ChatPlace | undefined>,
  tenant: MaybeRefOrGetter<string | undefined>,
  elsewhere: (customer: string) => void,
) {
  const { state, value, problem, reload } = useLoaded(
    place,
    ({ tenant: id, business, customer }) => phoneApi(id).chat(business, customer),
    joined,
  );
  const live = useLive(
    () => {
      const id = toValue(tenant);
      return id ? phoneApi(id).live : undefined;
    },
    'chat',
    (payload) => {
      const here = toValue(place);
      const news = changed.safeParse(payload);
      if (!news.success || news.data.customer === here?.customer) void reload();
      else elsewhere(news.data.customer);
    },
  );
  // Typing dots end after a while without an event.
  useIntervalFn(() => value.value?.typing && void reload(), 4_000);
  const bubbles = computed<readonly Bubble[]>(() => value.value?.bubbles ?? []);
  return { state, problem, chat: value, bubbles, live: live.state, reload };
}

/** Unchanged bubbles stay the same objects, so one new tick does not redraw a long chat. */
function joined(before: Chat | undefined, next: Chat): Chat {
  if (!before) return next;
  const known = new Map(before.bubbles.map((bubble) => [bubble.id, bubble]));
  const bubbles = next.bubbles.map((bubble) => {
    const old = known.get(bubble.id);
    return old && JSON.stringify(old) === JSON.stringify(bubble) ? old : bubble;
  });
  return { ...next, bubbles };
}
