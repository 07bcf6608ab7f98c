import { folded } from './fold.ts';

/** The most of a text that is looked at: a little more than the longest text of WhatsApp. */
export const LOOKED_AT = 5_000;

/** A word of a text, folded, and where it stands in the text. */
export interface Word {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/** Letters and digits with the marks on them. A zero-width space ends a word. */
const RUN = /[\p{L}\p{N}][[\p{L}\p{N}\p{M}\p{Cf}]--[\u200b]]*/gv;
const WITHOUT_SPACES = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** The words of a text, in order. Takes a time that grows with the length of the text only. */
export function wordsIn(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const { 0: run, index } of text.slice(0, LOOKED_AT).matchAll(RUN)) {
    if (WITHOUT_SPACES.test(run)) {
      for (const { segment, index: at } of segmenter.segment(run)) add(segment, index + at);
    } else add(run, index);
  }
  return words;

  function add(run: string, from: number): void {
    const word = folded(run);
    if (/[\p{L}\p{N}]/u.test(word)) words.push({ word, from, to: from + run.length });
  }
}
