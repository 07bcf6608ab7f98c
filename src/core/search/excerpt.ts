import { folded } from './fold.ts';
import { type Word, wordsIn } from './words.ts';

/** A part of a text: from the first character to the one after the last, in UTF-16 code units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
export interface Excerpt {
  readonly text: string;
  readonly marks: readonly Span[];
}

const BEFORE = 40;
const LENGTH = 160;

/** Which of these beginnings of words are in a text, and where. */
export function matchesIn(text: string, words: readonly string[]) {
  const found = new Set<string>();
  const marks: Span[] = [];
  for (const one of wordsIn(text)) {
    const begins = words.filter((word) => one.word.startsWith(word));
    for (const word of begins) found.add(word);
    const longest = begins.toSorted((a, b) => b.length - a.length)[0];
    if (longest !== undefined) marks.push(beginning(text, one, longest));
  }
  return { found, marks };
}

/** The part of a word as it is written that is as long as the folded one. */
function beginning(text: string, { word, from, to }: Word, start: string): Span {
  if (start.length === word.length) return { from, to };
  let end = from;
  for (const character of text.slice(from, to)) {
    if (folded(text.slice(from, end)).length >= start.length && !/^[\p{M}\p{Cf}]/u.test(character)) break;
    end += character.length;
  }
  return { from, to: end };
}

/** The part of a text around its first match, as one line. */
export function excerptOf(text: string, marks: readonly Span[]): Excerpt {
  const first = marks[0]?.from ?? 0;
  const start = first <= BEFORE || text.length <= LENGTH ? 0 : wordStart(text, first - BEFORE, first);
  const end = safeEnd(text, start + LENGTH);
  const [before, after] = [start > 0 ? '…' : '', end < text.length ? '…' : ''];
  const shown = text.slice(start, end).replaceAll(/\s/gu, ' ').toWellFormed();
  const by = before.length - start;
  const within = marks.filter(({ to }) => to <= end).map(({ from, to }) => ({ from: from + by, to: to + by }));
  return { text: before + shown + after, marks: within };
}

/** The first word that begins after `from`, so that the excerpt does not begin within one. */
function wordStart(text: string, from: number, until: number): number {
  const space = text.slice(from, until).search(/\s/u);
  return space < 0 ? safeEnd(text, from) : from + space + 1;
}

/** Not between the halves of a surrogate pair. */
function safeEnd(text: string, at: number): number {
  return /^[\udc00-\udfff]/.test(text.slice(at, at + 1)) ? at + 1 : at;
}
