import { describe, expect, it } from 'vitest';
import type { Piece } from '../../web/text/pieces.ts';
import { plainText, richText } from '../../web/text/pieces.ts';

/** Pieces in short: `<strong>`-like brackets for marks, `[address]` for links. */
const shown = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) =>
      piece.kind === 'text' ? piece.text : piece.kind === 'link' ? `[${piece.href}]` : `<${piece.as} ${shown(piece.pieces)}>`,
    )
    .join('');

describe('a message body in pieces', () => {
  it.each([
    ['plain words', 'plain words'],
    ['*bold* _it_ ~gone~ `x*y*`', '<strong bold> <em it> <s gone> <code x*y*>'],
    ['*bold and _both_*', '<strong bold and <em both>>'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['* not bold *', '* not bold *'],
    ['*two\nlines*', '*two\nlines*'],
    ['see https://a.example/b_c_d?e=1, or not', 'see [https://a.example/b_c_d?e=1], or not'],
    ['(http://a.example)', '([http://a.example/])'],
    ['javascript:alert(1) ftp://a.example', 'javascript:alert(1) ftp://a.example'],
    ['<b>no</b> https://a.example/"onclick', '<b>no</b> [https://a.example/]"onclick'],
    ['*see https://a.example/x*', '<strong see [https://a.example/x]>'],
    ['مرحبا *غدا*', 'مرحبا <strong غدا>'],
  ])('%j', (body, expected) => expect(shown(richText(body))).toBe(expected));

  it('loses nothing of the text', () => {
    const body = '*a _b ~c~ d_ e* `f` *g';
    expect(plainText(body)).toBe('a b c d e f *g');
  });

  it.each(['*', '*a', '*-', '_*', '* ', 'http://', '~_*`'])('takes 65,536 characters of %j in one go', (unit) => {
    expect(richText(unit.repeat(65_536 / unit.length)).length).toBeGreaterThan(0);
  });
});
