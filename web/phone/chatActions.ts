import type { Bubble } from '#contracts/api/phone.ts';
import { inject } from 'vue';
import type { InjectionKey } from 'vue';

/** Actions of a chat that its bubbles call. Injected, so that bubbles need no listeners. */
export interface ChatActions {
  /** Name of the business, for quotes and labels. */
  business(): string;
  time(at: number): string;
  src(address: string): string | undefined;
  tap(message: string, choice: string): void;
  openList(bubble: Bubble): void;
  openMenu(bubble: Bubble): void;
  reveal(key: string): void;
  retry(key: string): void;
}
export const CHAT_ACTIONS: InjectionKey<ChatActions> = Symbol('chat actions');

export function useChatActions(): ChatActions {
  const actions = inject(CHAT_ACTIONS);
  if (!actions) throw new Error('a bubble is used outside of a chat');
  return actions;
}
