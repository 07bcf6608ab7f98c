import { describe, expect, it } from 'vitest';
import { dayIn, timeIn } from '#core/dialogue/dates.ts';
import { choiceId, readId } from '#core/dialogue/ids.ts';
import { plain } from '#core/dialogue/plain.ts';
import { commandIn } from '#core/dialogue/words.ts';

describe('what customers write', () => {
  it.each([
    ['Cancel my appointment', 'cancel'],
    ['Mis citas', 'bookings'],
    ['quiero pedir hora', 'book'],
    ['¿Dónde están?', 'location'],
    ['¡Hola!', 'hello'],
    ['START OVER!!', 'over'],
    ['Atrás', 'back'],
    ['the back of my head', undefined],
    ['', undefined],
    ['❤️', undefined],
  ])('"%s" → %s', (text, command) => {
    expect(commandIn(text)).toBe(command);
  });

  it.each([
    ['16:30', '16:30'],
    ['4.30 pm', '16:30'],
    ['a las 5', '17:00'],
    ['at 10', '10:00'],
    ['9h', '09:00'],
    ['06:15', '06:15'],
    ['12 am', '00:00'],
    ['25:00', undefined],
    ['10:75', undefined],
    ['ten', undefined],
  ])('the time "%s" → %s', (text, time) => {
    expect(timeIn(text)).toBe(time);
  });

  it.each([
    ['today', '2026-10-05'],
    ['mañana', '2026-10-06'],
    ['pasado mañana', '2026-10-07'],
    ['el viernes', '2026-10-09'],
    ['on Monday', '2026-10-05'],
    ['6 de octubre', '2026-10-06'],
    ['Oct 6th', '2026-10-06'],
    ['4 october', '2027-10-04'],
    ['31 feb', undefined],
    ['2026-12-24', '2026-12-24'],
    ['2026-02-30', undefined],
    ['some day', undefined],
  ])('the day "%s" → %s', (text, day) => {
    expect(dayIn(text, '2026-10-05')).toBe(day);
  });
});

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
