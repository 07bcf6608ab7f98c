/** Joins emoji into one (👩 + 🦰); anywhere else it only hides. */
const LOOSE_JOINER = /(?<!\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?)\u200d|\u200d(?!\p{Extended_Pictographic})/gu;
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
/** Direction marks and overrides, other invisible characters, half pairs, private and unassigned ones. */
const UNSEEN = /(?!\u200d)\p{C}/gu;

/**
 * Words of others, safe to put into our texts: one line, nothing that hides or turns the text around, a bounded length,
 * and no half characters.
 */
export function plain(text: string, max: number): string {
  const clean = text
    .slice(0, max * 4)
    .replace(BREAKS, ' ')
    .replace(UNSEEN, '')
    .replace(LOOSE_JOINER, '')
    .trim();
  if (clean.length <= max) return clean;
  return `${clean
    .slice(0, max - 1)
    .replace(/[\ud800-\udbff]$/u, '')
    .trimEnd()}…`;
}

/** For comparing: lower case, without accents, marks or punctuation, and short. Empty when there are no letters or digits. */
export function simple(text: string): string {
  return text
    .slice(0, 300)
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}:]+/gu, ' ')
    .trim();
}
