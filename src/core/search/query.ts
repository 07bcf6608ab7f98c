import { FEWEST_DIGITS } from './tags.ts';
import { wordsIn } from './words.ts';

/** More words than anybody types. Those after them are left out. */
const MOST_WORDS = 16;

/** What somebody searches for. Each word finds the words that begin with it. */
export interface Query {
  /** Folded, each once. */
  readonly words: readonly string[];
  /** The digits, if it has no letters. */
  readonly number: string | undefined;
}

/** `undefined` if there is no letter and no digit in it. */
export function queryOf(text: string): Query | undefined {
  const all = wordsIn(text).map(({ word }) => word);
  if (all.length === 0) return undefined;
  return { words: [...new Set(all)].slice(0, MOST_WORDS), number: numberOf(all.join('')) };
}

/** Without the zeros that people dial before the code of a country, or before a number within a country. */
function numberOf(digits: string): string | undefined {
  if (!/^\d+$/.test(digits) || digits.length < FEWEST_DIGITS) return undefined;
  const short = digits.replace(/^0+/, '');
  return short.length < FEWEST_DIGITS ? digits : short;
}
