import { describe, expect, it } from 'vitest';
import { pick } from '#core/messaging/numbered.ts';

const shown = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

describe('a plain number', () => {
  it.each([
    '2',
    '2.',
    ' 2 ',
    '#2',
    '2)',
    '２',
    '2️⃣',
    'option 2',
    'Option #2',
    'opción 2',
    'Nº 2',
    'no. 2',
    'la 2',
    'número 2',
    '\u200e2\u200f',
    '02',
  ])('"%s" is the second', (text) => {
    expect(pick(text, shown)).toBe('b');
  });

  it('may be two digits', () => {
    expect(pick('10', shown)).toBe('j');
    expect(pick('🔟', shown)).toBe('j');
  });

  it.each(['', '0', '11', '2 or 3', '2:30', '2pm', 'two', '-2', '1.5', '2'.repeat(30), 'at 2'])(
    '"%s" is nothing that was shown',
    (text) => {
      expect(pick(text, shown)).toBeUndefined();
    },
  );

  it('means nothing when no numbers were shown', () => {
    expect(pick('1', [])).toBeUndefined();
  });
});
