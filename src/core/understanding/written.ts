/** Nobody asks for an appointment in more characters than this; what comes after is kept in the log and not read. */
export const MOST_READ = 1_200;

/** A text made comparable, so that every rule is one pattern over lower-case words and a few marks. */
export interface Written {
  /** Lower case, without accents or what cannot be seen; words and the marks `. , ? ! : / - + % $ €` separated as they were. */
  readonly text: string;
  /** The emoji, in order. */
  readonly emoji: readonly string[];
}

const EMOJI = /\p{Extended_Pictographic}/gu;
const ENGLISH_ENDING = /(\p{L})['’´`‘](s|t|m|d|ll|re|ve)(?![\p{L}\p{N}])/gu;

export function written(raw: string): Written {
  const cut = raw.slice(0, MOST_READ).toWellFormed();
  const emoji = cut.match(EMOJI)?.slice(0, 20) ?? [];
  const text = cut
    .replace(/(\d)[\ufe0f]?\u20e3/gu, '$1')
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .slice(0, MOST_READ)
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/(?<!\p{L})we['’´`‘]d(?!\p{L})/gu, 'we would')
    .replace(ENGLISH_ENDING, '$1$2')
    .replace(/[¿¡]/gu, '. ')
    .replace(/&|\+/gu, ' and ')
    .replace(/…/gu, '.')
    .replace(/[–—]/gu, ' - ')
    .replace(/\n/gu, ' . ')
    .replace(/[^\p{L}\p{N}.,;?!:/%$€£#-]+/gu, ' ')
    .replace(/(?<=\p{L})-(?=\p{L})/gu, ' ')
    .replace(/ +/gu, ' ')
    .trim();
  return { text, emoji };
}

/** The words of a name or a phrase, made comparable in the same way. */
export function wordsOf(raw: string): readonly string[] {
  return written(raw).text.match(/[\p{L}\p{N}]+/gu) ?? [];
}
