/** The most characters of a word that are looked at. */
const LONGEST = 48;

/** Accents and vowel points, which people leave out. Signs that are part of a syllable (Thai, Devanagari) and of kana stay. */
const ACCENTS = /[[\p{Mn}&&\p{Script=Inherited}][\p{Mn}&&\p{Script=Hebrew}]]/gv;
const KANA_SIGNS = /[\u3099\u309a]/;
/** Format characters, such as direction marks and soft hyphens, and the stretching of Arabic letters. */
const INVISIBLE = /[\p{Cf}\u0640]/gu;

/** Letters that people write for one another, and that no decomposition makes equal. */
const ALIKE: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
};
const UNLIKE = new RegExp(`[${Object.keys(ALIKE).join('')}]`, 'gu');

/** Every script's digits stand in a row from 0 to 9. */
const FIRST_DIGITS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];
const DIGITS = /[٠-٩۰-۹०-९০-৯๐-๙]/gu;

/** A word as it is compared: without case, accents, invisible characters and the forms of letters and digits. */
export function folded(word: string): string {
  if (/^[a-z0-9]{1,48}$/.test(word)) return word;
  // Cut before it is normalized, which takes the square of the length of a run of accents.
  return Array.from(word.slice(0, 4 * LONGEST))
    .slice(0, LONGEST)
    .join('')
    .normalize('NFKD')
    .replace(ACCENTS, (mark) => (KANA_SIGNS.test(mark) ? mark : ''))
    .replace(INVISIBLE, '')
    .toLowerCase()
    .replace(UNLIKE, (letter) => ALIKE[letter] ?? letter)
    .replace(DIGITS, digit)
    .normalize('NFC');
}

function digit(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  const first = FIRST_DIGITS.findLast((one) => one <= code) ?? code;
  return String(code - first);
}
