import { type Excerpt, excerptOf, matchesIn } from './excerpt.ts';
import type { Query } from './query.ts';
import type { Person, Source } from './sources.ts';
import { FEWEST_DIGITS, endTag, personTag, textTag } from './tags.ts';

export type Where = 'message' | 'name' | 'number' | 'label' | 'note';
export interface Found {
  readonly where: Where;
  readonly excerpt: Excerpt;
}

/** One part of a search: entries that all have one of these tags. What has one of them is read and looked at. */
export interface Lane {
  /** Every match has all of these tags. The rarest is walked. */
  readonly tags: readonly string[];
  readonly match: (source: Source) => Found | undefined;
}

/** The most words whose tags are compared for being rare. */
const MOST_TAGS_TRIED = 6;

/** First customers whose number ends like the query, then other customers, then messages and notes. */
export function lanesOf(query: Query): readonly Lane[] {
  const { words, number } = query;
  const ends: readonly Lane[] =
    number === undefined ? [] : [{ tags: [endTag(number)], match: onPerson((one) => endsIn(one, number)) }];
  const starts: Lane = {
    tags: tried(number === undefined ? personWords(words) : [number], personTag),
    match: onPerson((one) => (number !== undefined && endsIn(one, number) ? undefined : personMatch(one, query))),
  };
  const texts: Lane = { tags: tried(words, textTag), match: (source) => textMatch(source, words) };
  return [...ends, starts, texts];
}

/** Digits may be the end of a number, and then have another tag. If there is nothing else, the first ones must do. */
function personWords(words: readonly string[]): readonly string[] {
  const plain = words.filter((word) => !isEnd(word));
  return plain.length > 0 ? plain : words;
}

/** Long words are rarer than short ones. */
function tried(words: readonly string[], tagOf: (word: string) => string | undefined): readonly string[] {
  const longestFirst = words.toSorted((a, b) => b.length - a.length);
  return [...new Set(longestFirst.flatMap((word) => tagOf(word) ?? []))].slice(0, MOST_TAGS_TRIED);
}

function onPerson(match: (person: Person) => Found | undefined): Lane['match'] {
  return (source) => (source.kind === 'conversation' ? match(source) : undefined);
}

function endsIn({ numbers }: Person, digits: string): Found | undefined {
  const number = numbers.find((one) => one.endsWith(digits));
  return number === undefined ? undefined : numberFound(number, number.length - digits.length, number.length);
}

/** Each word is in a name, a number or a label. The first of these that has one is shown. */
function personMatch({ names, numbers, labels }: Person, { words, number }: Query): Found | undefined {
  const left = new Set(number === undefined ? words : [number]);
  const found: Found[] = [];
  const look = (where: Where, text: string) => {
    const here = matchesIn(text, [...left]);
    if (here.found.size > 0) found.push({ where, excerpt: excerptOf(text, here.marks) });
    for (const word of here.found) left.delete(word);
  };
  for (const name of names) look('name', name);
  for (const one of numbers) {
    const word = [...left].find((digits) => one.startsWith(digits) || (isEnd(digits) && one.endsWith(digits)));
    if (word === undefined) continue;
    const from = one.startsWith(word) ? 0 : one.length - word.length;
    found.push(numberFound(one, from, from + word.length));
    left.delete(word);
  }
  for (const label of labels) look('label', label);
  return left.size > 0 ? undefined : found[0];
}

function textMatch(source: Source, words: readonly string[]): Found | undefined {
  if (source.kind === 'conversation') return undefined;
  const { found, marks } = matchesIn(source.text, words);
  return found.size < words.length ? undefined : { where: source.kind, excerpt: excerptOf(source.text, marks) };
}

function isEnd(word: string): boolean {
  return word.length >= FEWEST_DIGITS && /^\d+$/.test(word);
}

function numberFound(digits: string, from: number, to: number): Found {
  return { where: 'number', excerpt: { text: digits, marks: [{ from, to }] } };
}
