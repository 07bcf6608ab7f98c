import { describe, expect, it } from 'vitest';
import { choiceId, readId } from '#core/dialogue/ids.ts';
import { plain } from '#core/dialogue/plain.ts';

describe('words of others', () => {
  it('lose what hides or turns text around, and are cut between characters', () => {
    expect(plain(' A\u202eB\u0000\n\nC\u200b ', 20)).toBe('AB C');
    expect(plain('👩‍🦰 Eva', 20)).toBe('👩‍🦰 Eva');
    expect(plain('a\u200db', 20)).toBe('ab');
    expect(plain('💇'.repeat(9), 6)).toBe('💇💇…');
  });
});

describe('ids of choices', () => {
  it('come back as they were, whatever is in them', () => {
    expect(readId(choiceId('at', 5, '*', 'a:b/ç%'))).toEqual({ kind: 'at', first: '5', second: '*', third: 'a:b/ç%' });
    expect(readId('%E0%A4%A')).toEqual({ kind: '', first: '', second: '', third: '' });
    expect(readId('%ff:%zz')).toEqual({ kind: '', first: '', second: '', third: '' });
  });
});
