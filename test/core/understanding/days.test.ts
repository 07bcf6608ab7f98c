import { describe, expect, it } from 'vitest';
import type { Setting } from '#core/understanding/setting.ts';
import { at, read } from './desk.ts';

const day = (text: string, more: Partial<Setting> = {}) => read(text, { ...at.day, ...more });

/** Today is Wednesday, 7 October 2026. */
describe('one day', () => {
  it.each([
    ['tomorrow', '2026-10-08'],
    ['tmrw pls', '2026-10-08'],
    ['the day after tomorrow', '2026-10-09'],
    ['thursday', '2026-10-08'],
    ['wensday', '2026-10-14'],
    ['this saturday', '2026-10-10'],
    ['friday the 9th', '2026-10-09'],
    ['fri 16', '2026-10-16'],
    ['the 30th', '2026-10-30'],
    ['14', '2026-10-14'],
    ['14/10', '2026-10-14'],
    ['4.11.', '2026-11-04'],
    ['2027-01-05', '2027-01-05'],
    ['5 jan', '2027-01-05'],
    ['feb 29', '2028-02-29'],
    ['a week on friday', '2026-10-16'],
    ['saturday week', '2026-10-17'],
    ['a week tomorrow', '2026-10-15'],
    ['a fortnight on thursday', '2026-10-22'],
    ['not this sat, the one after', '2026-10-17'],
    ['in 10 days', '2026-10-17'],
    ['first mon of november', '2026-11-02'],
    ['xmas eve', '2026-12-24'],
    ['thursday no sorry friday', '2026-10-09'],
    ['not the 15th, the 16th', '2026-10-16'],
    ['the fourteenth', '2026-10-14'],
    ['el martes', '2026-10-13'],
    ['mañana', '2026-10-08'],
    ['pasado mañana', '2026-10-09'],
    ['pasado', '2026-10-09'],
    ['de mañana en ocho', '2026-10-15'],
    ['el 15', '2026-10-15'],
    ['martes 20 de octubre', '2026-10-20'],
    ['el jueves no puedo, el viernes', '2026-10-09'],
    ['el lunes es fiesta no? pues el martes', '2026-10-13'],
    ['übermorgen', '2026-10-09'],
    ['am 12.10.', '2026-10-12'],
    ['heute in einer Woche', '2026-10-14'],
    ['jeudi en huit', '2026-10-15'],
    ['après-demain', '2026-10-09'],
    ['dopodomani', '2026-10-09'],
    ['venerdì', '2026-10-09'],
    ['segunda-feira', '2026-10-12'],
    ['depois de amanhã', '2026-10-09'],
  ])('"%s" is %s', (text, date) => {
    expect(day(text)).toMatchObject({ intent: 'book', date });
  });

  it('is read in the order of the region', () => {
    expect(day('3/6')).toMatchObject({ date: '2027-06-03' });
    expect(day('3/6', { monthFirst: true })).toMatchObject({ date: '2027-03-06' });
    expect(day('25/12', { monthFirst: true })).toMatchObject({ date: '2026-12-25' });
  });

  it('is counted from the day that is spoken of', () => {
    expect(read('next day same time', at.confirm)).toMatchObject({ date: '2026-10-10', time: '15:00' });
  });

  it.each(['31/02', '30 february', '2026-02-30', '31.4.2027', 'el 31 de junio'])('"%s" does not exist', (text) => {
    expect(day(text)).toMatchObject({ intent: 'book', noSuchDay: true });
    expect(day(text).date).toBeUndefined();
  });

  it.each(['last friday was great', 'since monday', 'ayer', 'el viernes pasado', 'happy new year'])(
    '"%s" wants no day',
    (text) => {
      expect(day(text).date).toBeUndefined();
    },
  );
});

describe('several days', () => {
  it.each([
    ['next week', { dateFrom: '2026-10-12', dateTo: '2026-10-18' }],
    ['this week', { dateFrom: '2026-10-07', dateTo: '2026-10-11' }],
    ['the week after next', { dateFrom: '2026-10-19', dateTo: '2026-10-25' }],
    ['week of the 20th', { dateFrom: '2026-10-19', dateTo: '2026-10-25' }],
    ['at the weekend', { dateFrom: '2026-10-10', dateTo: '2026-10-11' }],
    ['end of the month', { dateFrom: '2026-10-25', dateTo: '2026-10-31', fuzzy: true }],
    ['in november', { dateFrom: '2026-11-01', dateTo: '2026-11-30' }],
    ['before the 20th', { dateFrom: '2026-10-07', dateTo: '2026-10-19' }],
    ['antes del 15', { dateFrom: '2026-10-07', dateTo: '2026-10-14' }],
    ['after the 20th', { dateFrom: '2026-10-21' }],
    ['by friday', { dateFrom: '2026-10-07', dateTo: '2026-10-09' }],
    ['from monday', { dateFrom: '2026-10-12' }],
    ['monday to wednesday', { dateFrom: '2026-10-12', dateTo: '2026-10-14' }],
    ['del 12 al 16', { dateFrom: '2026-10-12', dateTo: '2026-10-16' }],
    ['monday or tuesday', { weekdays: [1, 2] }],
    ['Freitag oder Samstag', { weekdays: [5, 6] }],
    ['any day but thursday', { not: { weekdays: [4] } }],
    [
      'cualquier día de la semana que viene menos el miércoles',
      { dateFrom: '2026-10-12', dateTo: '2026-10-18', not: { weekdays: [3] } },
    ],
    ['any day is ok', { date: 'any' }],
    ['whenever', { date: 'any' }],
    ['saturday if possible, otherwise friday', { date: '2026-10-10', else: { date: '2026-10-09' } }],
    ['every other tuesday', { weekdays: [2], recurWeeks: 2 }],
    ['asap', { pick: 'earliest' }],
  ])('"%s"', (text, wish) => {
    expect(day(text)).toMatchObject({ intent: 'book', ...wish });
  });

  it('that are equally good readings are all named', () => {
    const friday = [{ date: '2026-10-09' }, { date: '2026-10-16' }];
    for (const text of ['next friday', 'vendredi prochain', 'el viernes que viene', 'nächsten Freitag', 'venerdì prossimo'])
      expect(day(text).alternatives).toEqual(friday);
    // The coming one is in the next week already.
    expect(day('next monday')).toMatchObject({ date: '2026-10-12' });
    expect(day('en quince días').alternatives).toEqual([{ date: '2026-10-21' }, { date: '2026-10-22' }]);
    expect(read('3rd', at.time).alternatives).toEqual([{ time: '15:00' }, { date: '2026-11-03' }]);
  });
});
