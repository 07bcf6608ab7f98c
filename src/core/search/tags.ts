import { TAG_LIMIT } from '#contracts/store.ts';
import { wordsIn } from './words.ts';

/**
 * How much of a word is a tag. A search takes the longest of these that its word has, and compares the rest with the text. So each
 * word of a message costs one or two rows of an index, and a beginning of any length is found.
 */
const OF_TEXT = [3, 6];
/** Scripts in which one character says as much as a syllable or a word. */
const OF_DENSE_TEXT = [1, 2];
const DENSE = /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/u;
/** There are few customers for many messages, so they are found from the first letter on. */
const OF_PERSON = [1, 2, 3, 6, 9];

/** The fewest digits by which the end of a number is found. */
export const FEWEST_DIGITS = 4;
/** The most entries for one thing. Words that have no room in them are not found. */
export const MOST_PARTS = 3;
export const MOST_TAGS = MOST_PARTS * TAG_LIMIT.tags;

/** The tag under which a text with a word of this beginning is found. None for a single letter, of which there are too many. */
export function textTag(word: string): string | undefined {
  const sizes = DENSE.test(word) ? OF_DENSE_TEXT : OF_TEXT;
  const start = longest(word, sizes);
  if (start !== undefined) return start;
  return word.length > 1 ? word : undefined;
}

/** The tags of a text. */
export function textTags(text: string): readonly string[] {
  const tags = new Set<string>();
  for (const { word } of wordsIn(text)) {
    const sizes = DENSE.test(word) ? OF_DENSE_TEXT : OF_TEXT;
    const starts = allOf(word, sizes);
    if (starts.length === 0 && word.length > 1) tags.add(word);
    for (const start of starts) tags.add(start);
    if (tags.size >= MOST_TAGS) break;
  }
  return [...tags].slice(0, MOST_TAGS);
}

/** `@` and `#` are in no word, so customers and texts are never mixed up. */
export function personTag(word: string): string {
  return `@${longest(word, OF_PERSON) ?? word}`;
}

/** The tag under which a number with this end is found. */
export function endTag(digits: string): string {
  return `#${digits.slice(-FEWEST_DIGITS)}`;
}

export function personTags(texts: readonly string[], numbers: readonly string[]): readonly string[] {
  const words = [...numbers, ...texts.flatMap((text) => wordsIn(text).map(({ word }) => word))];
  const ends = numbers.filter((digits) => digits.length >= FEWEST_DIGITS).map(endTag);
  const starts = words.flatMap((word) => allOf(word, OF_PERSON).map((start) => `@${start}`));
  return [...new Set([...ends, ...starts])].slice(0, MOST_TAGS);
}

function longest(word: string, sizes: readonly number[]): string | undefined {
  return allOf(word, sizes).at(-1);
}

function allOf(word: string, sizes: readonly number[]): readonly string[] {
  const characters = [...word];
  return sizes.filter((size) => size <= characters.length).map((size) => characters.slice(0, size).join(''));
}
