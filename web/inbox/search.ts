import type { ConversationCard } from '#contracts/api/desk.ts';

/** More than anybody types. Removing accents from a text of thousands of them would take the square of its length. */
const LOOKED_AT = 200;

/** Every word of the search is somewhere in the name, the address or the preview; accents and case do not matter. */
export function matching(conversations: readonly ConversationCard[], search: string): readonly ConversationCard[] {
  const words = folded(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return conversations;
  return conversations.filter(({ name, address, preview }) => {
    const text = [name, address, preview].map(folded).join(' ');
    return words.every((word) => text.includes(word));
  });
}

/** Without accents and case. */
export function folded(text: string): string {
  return text.slice(0, LOOKED_AT).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
