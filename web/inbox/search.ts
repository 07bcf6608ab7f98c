import type { ConversationCard } from '#contracts/api/desk.ts';

/** Conversations that contain every word of `search` in the name, address or preview. Ignores accents and case. */
export function matching(conversations: readonly ConversationCard[], search: string): readonly ConversationCard[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return conversations;
  return conversations.filter(({ name, address, preview }) => {
    const text = plain(`${name} ${address} ${preview}`);
    return words.every((word) => text.includes(word));
  });
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
