/** A zero-width joiner outside an emoji sequence (👩 + 🦰), where it is only an invisible character. */
const LOOSE_JOINER = /(?<!\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?)\u200d|\u200d(?!\p{Extended_Pictographic})/gu;
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
/** Direction marks and overrides, other invisible characters, lone surrogates, private-use and unassigned characters. */
const UNSEEN = /(?!\u200d)\p{C}/gu;

/**
 * Makes foreign text safe to insert into our messages: one line, no invisible or direction-changing characters, limited length,
 * no lone surrogates.
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

/** Normalizes text for comparison: lower case, no accents, marks or punctuation, shortened. Empty if it has no letters or digits. */
export function simple(text: string): string {
  return text
    .slice(0, 300)
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}:]+/gu, ' ')
    .trim();
}
