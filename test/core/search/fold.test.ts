import { describe, expect, it } from 'vitest';
import { excerptOf, matchesIn } from '#core/search/excerpt.ts';
import { folded } from '#core/search/fold.ts';
import { queryOf } from '#core/search/query.ts';
import { textTags } from '#core/search/tags.ts';
import { wordsIn } from '#core/search/words.ts';

describe('words are compared without case, accents and forms', () => {
  const alike: readonly (readonly [script: string, ...string[]])[] = [
    ['Latin', 'Chloé', 'chloe', 'CHLOE\u0301', 'Ｃｈｌｏｅ'],
    ['German', 'Straße', 'STRASSE', 'strasse'],
    ['Turkish', 'İstanbul', 'istanbul', 'ıstanbul'],
    ['Greek', 'ΣΟΦΟΣ', 'σοφός', 'σοφοσ'],
    ['Cyrillic', 'Ёлка', 'елка', 'ЁЛКА'],
    ['Arabic', 'أَحْمَد', 'احمد', 'ﺃﺣﻤﺪ', 'أحـــمد'],
    ['Persian', 'فارسی', 'فارسي'],
    ['Hebrew', 'שָׁלוֹם', 'שלום'],
    ['Korean', '안녕', '안녕'.normalize('NFD')],
    ['Japanese', 'カ\u3099', 'ガ', 'ｶﾞ'],
    ['digits', '345', '٣٤٥', '۳۴۵', '３４５'],
  ];
  it.each(alike)('%s', (_, first, ...rest) => {
    for (const word of rest) expect(folded(word)).toBe(folded(first ?? ''));
  });

  it('keeps the vowels of scripts that write them as marks', () => {
    expect(folded('हिंदी')).not.toBe(folded('हद'));
    expect(folded('ที่')).toBe('ที่');
    expect(folded('ば')).not.toBe(folded('は'));
  });
});

describe('the words of a text', () => {
  const finds: readonly (readonly [query: string, text: string, marked: string])[] = [
    ['cafe', 'Un café, por favor', 'café'],
    ['запис', 'Хочу записаться', 'запис'],
    ['حجز', 'مرحبا، هل يمكنني حجز موعد غدا؟', 'حجز'],
    ['שלו', 'אמרתי שָׁלוֹם לך', 'שָׁלוֹ'],
    ['预约', '我想预约明天下午的理发', '预约'],
    ['予約', '明日の午後に予約したいです', '予約'],
    ['จอง', 'ฉันต้องการจองคิวพรุ่งนี้', 'จอง'],
    ['예약', '내일 예약하고 싶어요', '예약'],
    ['बुक', 'मुझे बुकिंग चाहिए', 'बुकिं'],
    ['strasse', 'In der Hauptstraße, Straßenecke', 'Straße'],
  ];
  it.each(finds)('has %s in %s', (query, text, marked) => {
    const words = queryOf(query)?.words ?? [];
    const { found, marks } = matchesIn(text, words);
    expect([...found]).toEqual(words);
    expect(marks.map(({ from, to }) => text.slice(from, to))).toContain(marked);
    const tags = textTags(text);
    expect(words.some((word) => tags.some((tag) => word.startsWith(tag)))).toBe(true);
  });

  const nothing = { nothing: '', punctuation: '?!… ', accents: '\u0301'.repeat(10_000), 'direction marks': '\u202e\u202d\u200f' };
  const less = { 'half characters': '\ud800 \udc00\ud800', pictures: '😀 👍🏽', 'a space of no width': '\u200b' };
  it.each(Object.entries({ ...nothing, ...less }))('are none in %s', (_, text) =>
    expect([wordsIn(text), queryOf(text), textTags(text)]).toEqual([[], undefined, []]),
  );

  it('are found in spite of direction marks, lone surrogates and soft hyphens', () => {
    expect(wordsIn('\u202eabc\u202c \ud800def\u00adghi').map(({ word }) => word)).toEqual(['abc', 'defghi']);
  });

  it('are few and short, however odd the text', () => {
    for (const text of [
      'e'.repeat(100_000),
      `e${'\u0301\u0323'.repeat(50_000)}`,
      'ก'.repeat(100_000),
      'a '.repeat(50_000),
      '\ufdfa'.repeat(50_000),
    ]) {
      const tags = textTags(text);
      expect(tags.length).toBeLessThanOrEqual(96);
      expect(tags.every((tag) => tag.length <= 100 && tag.isWellFormed())).toBe(true);
    }
  });
});

describe('an excerpt', () => {
  it('is the part around the match, as one line', () => {
    const text = `${'word '.repeat(100)}needle\n${'word '.repeat(100)}`;
    const excerpt = excerptOf(text, matchesIn(text, ['need']).marks);
    expect(excerpt.text).toMatch(/^…(word )+needle (word )+/);
    expect(excerpt.text.length).toBeLessThan(165);
    expect(excerpt.marks.map(({ from, to }) => excerpt.text.slice(from, to))).toEqual(['need']);
  });

  it('does not cut a character in two', () => {
    const text = `${'😀'.repeat(200)}needle${'😀'.repeat(200)}`;
    const { text: shown, marks } = excerptOf(text, matchesIn(text, ['needle']).marks);
    expect([shown.includes('\ufffd'), marks.map(({ from, to }) => shown.slice(from, to))]).toEqual([false, ['needle']]);
  });
});

describe('a query', () => {
  it('that has no letters is a number, without the zeros before it', () => {
    expect(queryOf('+34 (600) 12-34')?.number).toBe('346001234');
    expect(queryOf('00346001234')?.number).toBe('346001234');
    expect(queryOf('0012')?.number).toBe('0012');
    for (const other of ['123', 'room 1234', 'a']) expect(queryOf(other)?.number).toBeUndefined();
  });
});
