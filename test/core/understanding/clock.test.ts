import { describe, expect, it } from 'vitest';
import { at, booked, read } from './desk.ts';

const on = (text: string) => read(`friday ${text}`, at.day);

/** Open from half past nine to half past seven. */
describe('a time', () => {
  it.each([
    ['at 5', '17:00'],
    ['at 10', '10:00'],
    ['5pm', '17:00'],
    ['4.30 p.m.', '16:30'],
    ['16:30', '16:30'],
    ['1630', '16:30'],
    ['17h', '17:00'],
    ['17h30', '17:30'],
    ['half 5', '17:30'],
    ['half past five', '17:30'],
    ['quarter to six', '17:45'],
    ['ten to four', '15:50'],
    ['at two thirty', '14:30'],
    ['noon', '12:00'],
    ['3 in the afternoon', '15:00'],
    ['a las 5 y media', '17:30'],
    ['a las cinco menos cuarto', '16:45'],
    ['al cuarto para las 6', '17:45'],
    ['a las 11 de la mañana', '11:00'],
    ['tres de la tarde', '15:00'],
    ['um halb 5', '16:30'],
    ['um viertel vor sechs', '17:45'],
    ['18h moins le quart', '17:45'],
    ['alle 5 e mezza', '17:30'],
    ['5 e meia', '17:30'],
    ['às 15h', '15:00'],
  ])('"%s" is %s', (text, time) => {
    expect(on(text)).toMatchObject({ intent: 'book', date: '2026-10-09', time });
  });

  it.each([
    ['after 5', { timeFrom: '17:00' }],
    ['from 3pm onwards', { timeFrom: '15:00' }],
    ['not before 10', { timeFrom: '10:00' }],
    ['before 12', { timeTo: '12:00' }],
    ['no later than 1', { timeTo: '13:00' }],
    ['between 2 and 4', { timeFrom: '14:00', timeTo: '16:00' }],
    ['de 10 a 12', { timeFrom: '10:00', timeTo: '12:00' }],
    ['out by 1', { doneBy: '13:00' }],
    ['around 4', { time: '16:00', fuzzy: true }],
    ['tipo 4', { time: '16:00', fuzzy: true }],
    ['por la tarde', { partOfDay: 'afternoon' }],
    ['in the morning', { partOfDay: 'morning' }],
    ['vormittags', { partOfDay: 'morning' }],
    ['at lunchtime', { partOfDay: 'midday' }],
    ['after work', { timeFrom: '17:00', fuzzy: true }],
    ['first thing', { pick: 'earliest' }],
  ])('"%s" is a condition', (text, wish) => {
    expect(on(text)).toMatchObject({ intent: 'book', ...wish });
  });

  it('is read among those that were shown', () => {
    for (const [text, time] of [
      ['the 3 o clock', '15:00'],
      ['3', '15:00'],
      ['2', '12:30'],
      ['the last one', '17:45'],
      ['the second one', '12:30'],
      ['la de las 3', '15:00'],
      ['half twelve', '12:30'],
      ['any of them', 'any'],
      ['cualquiera de las tres', 'any'],
    ] as const)
      expect(read(text, at.time)).toMatchObject({ intent: 'book', time });
  });

  it('is not wanted where it belongs to something else', () => {
    expect(read('I have to pick my son up at 5 so will I be out by then?', at.confirm)).toEqual({ intent: 'duration' });
    expect(read('sale del cole a las 5, lo que haya después', at.time)).toMatchObject({ timeFrom: '17:00' });
    expect(read("too early for us, he's in swimming til 12", at.time)).toMatchObject({ timeFrom: '12:00' });
    expect(read('puede ser antes? el niño entra al fut a las 5', { bookings: [{ ...booked, time: '16:00' }] })).toMatchObject({
      intent: 'reschedule',
      timeTo: '16:00',
    });
  });

  it('moves with what it is compared with', () => {
    expect(read('half an hour earlier would be better', at.confirm)).toEqual({
      intent: 'book',
      shiftMinutes: -30,
      keepsDraft: false,
    });
    expect(read('could it be an hour later?', at.confirm)).toEqual({ intent: 'book', shiftMinutes: 60 });
    expect(read('anything earlier that day?', at.confirm)).toMatchObject({ timeTo: '15:00', date: '2026-10-09' });
    expect(read('got anything later?', at.time)).toMatchObject({ timeFrom: '17:45' });
    expect(read('can you push it back a week', at.booked)).toMatchObject({ intent: 'reschedule', date: '2026-10-21' });
  });
});
